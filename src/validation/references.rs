//! The bibliography of the claims, and the published results that the game does not hold.

/// How far a number is the paper's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The paper's formula or table, recalled and derived again.
    Formula,
    /// Our parametrisation of the paper's mechanism: the number must not be cited as the paper's.
    Mechanism,
    /// A property of the solution concept.
    Concept,
}

impl Standing {
    pub fn label(self) -> &'static str {
        match self {
            Standing::Formula => "formula",
            Standing::Mechanism => "mechanism",
            Standing::Concept => "concept",
        }
    }
}

/// Key, standing of the claims under it, entry.
pub const REFERENCES: &[(&str, Standing, &str)] = &[
    (
        "camerer-weigelt1988",
        Standing::Mechanism,
        "C. Camerer, K. Weigelt, Experimental Tests of a Sequential Equilibrium Reputation Model, Econometrica 56(1), 1988, 1-36. Custody is our addition.",
    ),
    (
        "crawford-sobel1982",
        Standing::Mechanism,
        "V. Crawford, J. Sobel, Strategic Information Transmission, Econometrica 50(6), 1982, 1431-1451.",
    ),
    (
        "debs-monteiro2014",
        Standing::Mechanism,
        "A. Debs, N. Monteiro, Known Unknowns: Power Shifts, Uncertainty, and War, International Organization 68(1), 2014, 1-31.",
    ),
    (
        "fearon1995",
        Standing::Formula,
        "J. D. Fearon, Rationalist Explanations for War, International Organization 49(3), 1995, 379-414.",
    ),
    (
        "fey-ramsay2010",
        Standing::Mechanism,
        "M. Fey, K. Ramsay, When Is Shuttle Diplomacy Worth the Commute? Information Sharing through Mediation, World Politics 62(4), 2010, 529-560.",
    ),
    (
        "kreps-wilson1982",
        Standing::Formula,
        "D. Kreps, R. Wilson, Reputation and Imperfect Information, Journal of Economic Theory 27, 1982, 253-279; with P. Milgrom, J. Roberts, Predation, Reputation, and Entry Deterrence, the same volume, 280-312.",
    ),
    (
        "kydd2003",
        Standing::Mechanism,
        "A. Kydd, Which Side Are You On? Bias, Credibility, and Mediation, American Journal of Political Science 47(4), 2003, 597-611.",
    ),
    (
        "kydd2005",
        Standing::Mechanism,
        "A. Kydd, Trust and Mistrust in International Relations, Princeton University Press, 2005; first in Trust, Reassurance, and Cooperation, International Organization 54(2), 2000, 325-357.",
    ),
    (
        "lockwood-thomas2002",
        Standing::Mechanism,
        "B. Lockwood, J. P. Thomas, Gradualism and Irreversibility, Review of Economic Studies 69(2), 2002, 339-356.",
    ),
    (
        "mcgillivray-smith2000",
        Standing::Mechanism,
        "F. McGillivray, A. Smith, Trust and Cooperation through Agent-specific Punishments, International Organization 54(4), 2000, 809-824.",
    ),
    (
        "mckelvey-palfrey1998",
        Standing::Concept,
        "R. McKelvey, T. Palfrey, Quantal Response Equilibria for Extensive Form Games, Experimental Economics 1(1), 1998, 9-41.",
    ),
    (
        "model",
        Standing::Concept,
        "The rules of this program, docs/model.md, worked out by hand.",
    ),
    (
        "powell2006",
        Standing::Mechanism,
        "R. Powell, War as a Commitment Problem, International Organization 60(1), 2006, 169-203; The Inefficient Use of Power, American Political Science Review 98(2), 2004, 231-241. A war that destroys a share of the pie is our special case of the general condition.",
    ),
    (
        "raub2004",
        Standing::Mechanism,
        "W. Raub, Hostage Posting as a Mechanism of Trust, Rationality and Society 16(3), 2004, 319-365.",
    ),
    (
        "schelling1960",
        Standing::Mechanism,
        "T. Schelling, The Strategy of Conflict, Harvard University Press, 1960.",
    ),
    (
        "signorino1999",
        Standing::Mechanism,
        "C. Signorino, Strategic Interaction and the Statistical Analysis of International Conflict, American Political Science Review 93(2), 1999, 279-297.",
    ),
    (
        "spaniel2019",
        Standing::Mechanism,
        "W. Spaniel, Bargaining over the Bomb, Cambridge University Press, 2019. Turnover of the payer is our addition.",
    ),
    (
        "walter1997",
        Standing::Mechanism,
        "B. Walter, The Critical Barrier to Civil War Settlement, International Organization 51(3), 1997, 335-364; Committing to Peace, Princeton University Press, 2002.",
    ),
    (
        "williamson1983",
        Standing::Formula,
        "O. Williamson, Credible Commitments: Using Hostages to Support Exchange, American Economic Review 73(4), 1983, 519-540; the tree and its threshold as taught by J.-P. Langlois.",
    ),
];

/// Result and why the game does not hold it.
pub const NOT_NESTED: &[(&str, &str)] = &[
    (
        "Bargaining range and risk-return trade-off of Fearon 1995",
        "Nobody makes a divisible demand, and war is an accident of crises, never a choice.",
    ),
    (
        "Gradual paths of Lockwood and Thomas 2002, and of one-sided irreversibility",
        "The sizes of the stages are given, not chosen, and relief is a flow that lasts while in force, not a payment sunk at each step. Nested: the penalty that makes gradualism unnecessary.",
    ),
    (
        "Alternating contributions of Admati and Perry 1991",
        "Only one side contributes in a stage, and its size is given.",
    ),
    (
        "Reputation with the disarmer as the trustor, more than one loan",
        "A disarmer that trusts gives up something for good, so that loans are not alike. Nested the other way round, with relief first.",
    ),
    (
        "Assurance in one round (Kydd 2000, 2005)",
        "Nobody answers a disarmer that holds, so its gain from exploiting a cooperator cannot be had beside its loss to a defector. Nested: how likely the other's cooperation must be.",
    ),
    (
        "Finite-precision table of the plain trust game, more than one loan",
        "The trustee has two ways of reneging (pocket and a feint that is found out), which logit counts twice, what complying gains grows with the rounds to come, and a keeper's gain from reneging equals a reneger's. The table tests the recursion with exact beliefs, and that recursion, with two ways, tests the solver.",
    ),
    (
        "Reputation with unequal stakes",
        "A staller's loss from complying is proportional to what it gives up, so its gain can be the same on all loans but not proportional to another stake.",
    ),
    (
        "Reassurance in two rounds with types on both sides (Kydd 2000, 2005)",
        "Moves in a stage are in sequence, not simultaneous; and before anything was dismantled reneging is free, so that the guarantor's types act alike.",
    ),
    (
        "Trust-building mediator (Kydd 2006)",
        "A message is about one side at a time, and it has no ideal point between them.",
    ),
    (
        "Upper bound on a broker's bias (Kydd 2003)",
        "It comes from a demand that the listener sizes by the message; here the listener chooses yes or no, so only the lower bound exists.",
    ),
    (
        "Informative branch of messages without honesty, and lying costs",
        "The two messages are symmetric labels and the solver follows the branch from uniform play, which babbles. Honesty is this program's way of breaking the tie; there is no cost of lying.",
    ),
    (
        "Mediation and arbitration of Hörner, Morelli and Squintani 2015",
        "Needs private reports of both sides and confidential recommendations.",
    ),
    (
        "Posting of a hostage (Raub 2004), investment under hold-up (Grossman and Hart 1986)",
        "Posting and investing are not moves. Nested: what a hostage or guarantee once in place deters.",
    ),
    (
        "Hostage that is worth less to resist for than to give in (h below 0.25), first move",
        "Enforcement never takes anything from the disarmer, so its first move cannot be had; the resistance and the hold-up are nested through a cost of the broker.",
    ),
    (
        "Mixed equilibria of Debs and Monteiro 2014, Bas and Coe 2016",
        "A feint that went unseen is a loss at once and not an option for a later strike, so the guarantor does not respond to its suspicion, and there is no hidden progress. Nested: the condition under which hidden work does not pay.",
    ),
    (
        "Recursive inspection games (Dresher 1962), GRIT and tit for tat (Osgood 1962, Molander 1985)",
        "Inspections are not a budget to be spent, and neither side has a memory beyond the public state. Nested: the condition for keeping faith under permanent punishment.",
    ),
    (
        "Strategic-form and published quantal response tables (matching pennies, stag hunt, Kuhn poker, centipede, signalling)",
        "No simultaneous moves; no hidden cards; in a centipede the taker of the second pile must leave the other less than if it had taken the first, but leaving is worth the same to the disarmer whoever leaves.",
    ),
    (
        "Crisis bargaining with private resolve on the broker's side",
        "The broker has no type: its payoffs are public.",
    ),
];
