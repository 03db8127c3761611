//! The words of a public history, which exports and tables share: `r0 meeting credited honoured r1 review`.

use super::{Action, Observed, Position};

impl Action {
    /// The word for what is done.
    pub fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

impl Observed {
    /// The word for what is seen.
    pub fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

impl Position {
    /// The word for the occasion at which the decision comes up.
    pub fn occasion(self) -> &'static str {
        match self {
            Position::DisarmerSteps(_)
            | Position::GuarantorSteps(_)
            | Position::GuarantorAnswers(_)
            | Position::DisarmerAnswersDelivery(_)
            | Position::BrokerEnforces(_) => "meeting",
            Position::GuarantorReviews(_) | Position::DisarmerReviews(_) => "review",
            Position::GuarantorReturns(_) | Position::DisarmerReturns(_) => "opening",
        }
    }
}
