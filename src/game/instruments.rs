//! What a broker can do, one instrument at a time: which it has, and the game without some of them.
//!
//! Every function here takes [`Instruments`] apart field by field and without a rest pattern, so that an instrument that
//! [`Instrument`] does not know does not compile.

use super::{Broker, Enforcement, Game, Information, Instruments};

/// Something that a broker does and that can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instrument {
    /// Holds what the disarmer hands over.
    Custody,
    /// Holds relief in trust and releases it in instalments.
    Escrow,
    /// Stands in for the guarantor's promises.
    Guarantee,
    /// Improves what verification finds out: feints, false alarms, covert programmes.
    Monitoring,
    /// Pays the disarmer while the process is in force.
    Aid,
    /// Adds meetings, and openings after a rupture.
    Facilitation,
    /// Tells each side what it knows about the other.
    Information,
}

impl Instrument {
    /// All instruments, in the order of tables and charts.
    pub const ALL: [Instrument; 7] = [
        Instrument::Custody,
        Instrument::Escrow,
        Instrument::Guarantee,
        Instrument::Monitoring,
        Instrument::Aid,
        Instrument::Facilitation,
        Instrument::Information,
    ];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Instrument::Custody => "custody",
            Instrument::Escrow => "escrow",
            Instrument::Guarantee => "guarantee",
            Instrument::Monitoring => "monitoring",
            Instrument::Aid => "aid",
            Instrument::Facilitation => "facilitation",
            Instrument::Information => "information",
        }
    }

    /// Whether a broker has it.
    pub fn is_in(self, broker: &Broker) -> bool {
        let Instruments {
            facilitation,
            reopening_rate,
            monitoring,
            exposure_rate,
            custody,
            escrow,
            guarantee,
            aid,
            enforcement: _,
        } = broker.instruments;
        match self {
            Instrument::Custody => custody != 0.0,
            Instrument::Escrow => escrow != 0.0,
            Instrument::Guarantee => guarantee != 0.0,
            Instrument::Monitoring => monitoring != 0.0 || exposure_rate != 0.0,
            Instrument::Aid => aid != 0.0,
            Instrument::Facilitation => facilitation != 0.0 || reopening_rate != 0.0,
            Instrument::Information => broker.information.is_some_and(|signal| is_informative(&signal)),
        }
    }

    /// Takes it from a broker; information by sending no messages.
    pub fn remove(self, broker: &mut Broker) {
        let Instruments {
            facilitation,
            reopening_rate,
            monitoring,
            exposure_rate,
            custody,
            escrow,
            guarantee,
            aid,
            enforcement: _,
        } = &mut broker.instruments;
        match self {
            Instrument::Custody => *custody = 0.0,
            Instrument::Escrow => *escrow = 0.0,
            Instrument::Guarantee => *guarantee = 0.0,
            Instrument::Monitoring => (*monitoring, *exposure_rate) = (0.0, 0.0),
            Instrument::Aid => *aid = 0.0,
            Instrument::Facilitation => (*facilitation, *reopening_rate) = (0.0, 0.0),
            Instrument::Information => broker.information = None,
        }
    }
}

/// A signal that is right half of the time says nothing.
fn is_informative(signal: &Information) -> bool {
    signal.disarmer_accuracy > 0.5 || signal.guarantor_accuracy > 0.5
}

impl Instruments {
    /// Those of a broker that can do nothing.
    pub fn none(enforcement: Enforcement) -> Self {
        Instruments {
            facilitation: 0.0,
            reopening_rate: 0.0,
            monitoring: 0.0,
            exposure_rate: 0.0,
            custody: 0.0,
            escrow: 0.0,
            guarantee: 0.0,
            aid: 0.0,
            enforcement,
        }
    }
}

/// The instruments of the broker in a game, in the order of [`Instrument::ALL`].
pub fn present(game: &Game) -> Vec<Instrument> {
    let there = |i: &Instrument| game.broker.as_ref().is_some_and(|broker| i.is_in(broker));
    Instrument::ALL.into_iter().filter(there).collect()
}

/// The game with only those of `instruments` whose bits are set in `set`; without any, there is no broker.
///
/// # Panics
/// If `set` is 0 and the broker could still do something without the instruments: then they are not all it has.
pub fn combination(game: &Game, instruments: &[Instrument], set: usize) -> Game {
    let mut game = game.clone();
    if let Some(broker) = &mut game.broker {
        for (bit, instrument) in instruments.iter().enumerate() {
            if set & (1 << bit) == 0 {
                instrument.remove(broker);
            }
        }
    }
    if set == 0 {
        if let Some(broker) = &game.broker {
            assert!(is_powerless(broker), "a broker without its instruments can do nothing");
        }
        game = game.without_broker();
    }
    game
}

/// Whether a broker can do nothing, so that the game is the one without it.
fn is_powerless(broker: &Broker) -> bool {
    let silent = broker.information.is_none_or(|signal| !is_informative(&signal));
    silent && broker.instruments == Instruments::none(broker.instruments.enforcement)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broker() -> Broker {
        Broker {
            acceptance: [super::super::Acceptance::Probability(1.0); 2],
            neutrality_loss_rate: 0.0,
            instruments: Instruments {
                facilitation: 1.0,
                reopening_rate: 0.0,
                monitoring: 0.2,
                custody: 0.0,
                escrow: 0.4,
                ..Instruments::none(Enforcement::Automatic)
            },
            information: Some(Information {
                disarmer_accuracy: 0.5,
                guarantor_accuracy: 0.5,
                honesty: 1.0,
            }),
            interests: super::super::Interests {
                project_revenue: 0.0,
                nonproliferation: 0.0,
                war_cost: 0.0,
                alignment_disarmer: 0.0,
                alignment_guarantor: 0.0,
                mediation_cost: 0.0,
                enforcement_cost: 0.0,
                credibility_stake: 0.0,
            },
            discount_factor: 0.9,
            rationality: 1.0,
        }
    }

    #[test]
    fn an_instrument_is_there_until_it_is_removed_and_no_other_changes() {
        let whole = broker();
        let there = |b: &Broker| Instrument::ALL.into_iter().filter(|i| i.is_in(b)).collect::<Vec<_>>();
        let all = [Instrument::Escrow, Instrument::Monitoring, Instrument::Facilitation];
        assert_eq!(there(&whole), all);
        for one in all {
            let mut rest = whole;
            one.remove(&mut rest);
            assert_eq!(there(&rest), all.into_iter().filter(|i| *i != one).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_broker_without_its_instruments_is_powerless_and_one_with_others_is_not() {
        let mut rest = broker();
        assert!(!is_powerless(&rest));
        for instrument in Instrument::ALL {
            instrument.remove(&mut rest);
        }
        assert!(is_powerless(&rest));
        rest.instruments.reopening_rate = 0.1;
        assert!(!is_powerless(&rest));
    }
}
