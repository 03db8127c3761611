//! One decision of the exact recursion: the fixed point of its mover's two types, and what everybody expects before it
//! (`docs/model.md` section 9).

use super::fixed_point::{self, Policies};
use super::recursion::{After, Moves, Recursion, State};
use super::stakes::Actions;
use super::values::{Side, blend, posterior};

impl Recursion<'_> {
    /// Solves one node and remembers its residual.
    pub(super) fn node<C>(
        &mut self,
        precision: f64,
        actions: usize,
        mut evaluate: impl FnMut(&mut Self, &Policies) -> (Policies, C),
    ) -> (Policies, C) {
        let solved = fixed_point::solve(self.method, precision, actions, |p| evaluate(self, p));
        self.worst_residual = self.worst_residual.max(solved.residual);
        (solved.policies, solved.payload)
    }

    pub(super) fn disarmer_moves(
        &mut self,
        s: State,
        actions: &Actions,
        then: &mut dyn FnMut(&mut Self, usize, State) -> After,
    ) -> Moves {
        let precision = self.game.disarmer.rationality;
        let (policies, (chance, after)) = self.node(precision, actions.count, |me, policies| {
            let chance = actions.seen(policies);
            let mut after = [After::default(); 3];
            for (o, slot) in after[..actions.count].iter_mut().enumerate() {
                let dealer = posterior(s.dealer, [chance[0][o], chance[1][o]]);
                *slot = then(me, o, State { dealer, ..s });
            }
            let mut payoffs = [[0.0; 3]; 2];
            for (i, row) in payoffs.iter_mut().enumerate() {
                for (a, q) in row[..actions.count].iter_mut().enumerate() {
                    *q = (0..3).map(|o| actions.shows[a][o] * after[o].values.disarmer[i]).sum();
                }
                row[1] += actions.feigning.disarmer[i];
            }
            (payoffs, (chance, after))
        });
        let mut values = blend(Side::Disarmer, s.dealer, &chance, &after.map(|a| a.values));
        let feigns = policies.map(|p| p[1]);
        values.add(1.0, &self.to_everybody(s.dealer, feigns, &actions.feigning));
        let replies = after.map(|a| a.reply);
        Moves {
            values,
            policies,
            replies,
        }
    }

    pub(super) fn guarantor_moves(
        &mut self,
        s: State,
        count: usize,
        then: &mut dyn FnMut(&mut Self, usize, State) -> After,
    ) -> Moves {
        let precision = self.game.guarantor.rationality;
        let (policies, after) = self.node(precision, count, |me, policies| {
            let mut after = [After::default(); 3];
            let mut payoffs = [[0.0; 3]; 2];
            for (a, slot) in after[..count].iter_mut().enumerate() {
                let keeper = posterior(s.keeper, [policies[0][a], policies[1][a]]);
                *slot = then(me, a, State { keeper, ..s });
                (0..2).for_each(|j| payoffs[j][a] = slot.values.guarantor[j]);
            }
            (payoffs, after)
        });
        Moves {
            values: blend(Side::Guarantor, s.keeper, &policies, &after.map(|a| a.values)),
            policies,
            replies: after.map(|a| a.reply),
        }
    }
}
