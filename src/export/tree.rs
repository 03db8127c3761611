//! A finite game tree with information sets, in depth-first order.

use std::collections::BTreeMap;

use super::TooLarge;

/// Decimals of chances and payoffs.
pub const DECIMALS: usize = 12;

/// Chances are whole multiples of one over this.
pub const DENOMINATOR: u64 = 10_u64.pow(DECIMALS as u32);

/// A player of the exported game.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat {
    pub name: String,
    /// Number of information sets so far.
    pub sets: usize,
}

/// A chance move. Each has a set of its own: Gambit takes equal draws in one set for chance forgetting what it knew.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    pub label: String,
    /// Names and numerators over [`DENOMINATOR`], which they sum to.
    pub branches: Vec<(String, u64)>,
}

/// Nodes that a player cannot tell apart.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionSet {
    pub seat: usize,
    /// From 1, among the sets of the seat.
    pub number: usize,
    pub label: String,
    pub actions: Vec<String>,
}

/// A node; its children follow it in depth-first order, as many as its set has branches or actions.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Chance(usize),
    Decision(usize),
    /// Payoffs by seat.
    Terminal(Vec<f64>),
}

/// The tree while it grows and when it is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    pub title: String,
    pub description: String,
    pub seats: Vec<Seat>,
    pub chances: Vec<Chance>,
    pub decisions: Vec<DecisionSet>,
    pub nodes: Vec<Node>,
    max_nodes: usize,
    decision_numbers: BTreeMap<(usize, String), usize>,
}

impl Tree {
    pub fn new(title: String, description: String, seats: Vec<String>, max_nodes: usize) -> Self {
        let seat = |name| Seat { name, sets: 0 };
        Tree {
            title,
            description,
            seats: seats.into_iter().map(seat).collect(),
            chances: Vec::new(),
            decisions: Vec::new(),
            nodes: Vec::new(),
            max_nodes,
            decision_numbers: BTreeMap::new(),
        }
    }

    fn push(&mut self, node: Node) -> Result<(), TooLarge> {
        if self.nodes.len() == self.max_nodes {
            return Err(TooLarge { limit: self.max_nodes });
        }
        self.nodes.push(node);
        Ok(())
    }

    /// A draw. Returns the branches that can happen, in whose order the children must follow; a certain branch makes no node.
    pub fn chance(&mut self, what: &str, branches: &[(&str, f64)]) -> Result<Vec<usize>, TooLarge> {
        let possible: Vec<usize> = (0..branches.len()).filter(|&i| branches[i].1 > 0.0).collect();
        if possible.len() < 2 {
            return Ok(possible);
        }
        let numerators = fractions(&possible.iter().map(|&i| branches[i].1).collect::<Vec<_>>());
        let names = possible.iter().map(|&i| branches[i].0.to_owned());
        let branches: Vec<(String, u64)> = names.zip(numerators).collect();
        let label = format!("{what} {}", self.chances.len() + 1);
        self.push(Node::Chance(self.chances.len()))?;
        self.chances.push(Chance { label, branches });
        Ok(possible)
    }

    /// A decision of a seat that sees `view`, which must say all it knows and nothing else.
    ///
    /// # Panics
    /// If the same view came with other actions.
    pub fn decision(&mut self, seat: usize, view: &str, actions: &[&str]) -> Result<(), TooLarge> {
        let next = self.decisions.len();
        let set = *self.decision_numbers.entry((seat, view.to_owned())).or_insert(next);
        if set == next {
            self.seats[seat].sets += 1;
            self.decisions.push(DecisionSet {
                seat,
                number: self.seats[seat].sets,
                label: view.to_owned(),
                actions: actions.iter().map(|a| (*a).to_owned()).collect(),
            });
        }
        assert_eq!(
            self.decisions[set].actions, actions,
            "one view, one set of actions: {view}"
        );
        self.push(Node::Decision(set))
    }

    pub fn terminal(&mut self, payoffs: Vec<f64>) -> Result<(), TooLarge> {
        self.push(Node::Terminal(payoffs))
    }
}

/// Probabilities that sum to about one as positive numerators that sum to exactly [`DENOMINATOR`]: rounded, with what is left
/// over given to the likeliest.
fn fractions(probabilities: &[f64]) -> Vec<u64> {
    let whole = |p: f64| ((p * DENOMINATOR as f64).round() as u64).max(1);
    let mut numerators: Vec<u64> = probabilities.iter().map(|&p| whole(p)).collect();
    let largest = (0..numerators.len())
        .max_by_key(|&i| numerators[i])
        .expect("two or more branches");
    let others: u64 = numerators.iter().sum::<u64>() - numerators[largest];
    numerators[largest] = DENOMINATOR - others;
    numerators
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_positive_and_sum_to_one_exactly() {
        for p in [
            &[0.1, 0.9][..],
            &[1.0 / 3.0; 3],
            &[1e-15, 1.0 - 1e-15],
            &[0.3, 0.2, 0.1, 0.4],
        ] {
            let numerators = fractions(p);
            assert_eq!(numerators.iter().sum::<u64>(), DENOMINATOR);
            assert!(numerators.iter().all(|&n| n > 0));
        }
    }

    #[test]
    fn a_certain_branch_makes_no_node_and_equal_draws_are_kept_apart() {
        let mut tree = Tree::new(String::new(), String::new(), vec!["a".into()], 3);
        assert_eq!(tree.chance("draw", &[("x", 0.0), ("y", 1.0)]), Ok(vec![1]));
        assert!(tree.nodes.is_empty());
        for _ in 0..3 {
            assert_eq!(tree.chance("draw", &[("x", 0.5), ("y", 0.5)]), Ok(vec![0, 1]));
        }
        assert_eq!(tree.chances.len(), 3);
        assert_eq!(tree.terminal(vec![0.0]), Err(TooLarge { limit: 3 }));
    }
}
