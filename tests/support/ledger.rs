//! What one round of one history pays to players whose types are known (`docs/model.md` sections 3 and 5), and from that the
//! payoffs of an episode from its log. Written apart from the stakes of the recursion.

use honest_broker::game::{Game, Stage};

use super::{Phase, third_party};

/// The state in which a round's moves end, and who holds the offices then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub stages: usize,
    pub phase: Phase,
    /// Whether the broker is active.
    pub broker: bool,
    /// Whether the sitting leader of the disarmer is a dealer.
    pub dealer: bool,
}

/// What happened in a round up to its flows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    pub place: Place,
    /// Whether the sitting administration is a keeper.
    pub keeper: bool,
    pub mediated: bool,
    /// Index of the stage that was feigned and credited.
    pub feigned: Option<usize>,
    /// Index of the stage whose advance was lost: pocketed, or the step in return disputed.
    pub lost: Option<usize>,
    pub reneged: bool,
    /// Whether the round ends in war.
    pub war: bool,
}

/// Payoffs of disarmer, guarantor and broker, and two parts of them that the bounds of section 11 set aside.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paid {
    pub payoffs: [f64; 3],
    /// What the disarmer got and the guarantor paid (a negative number) as advances that were lost.
    pub advances: [f64; 2],
    /// What the guarantor paid for reneging, a negative number.
    pub audience: f64,
}

/// Σ over completed stages of a share times what is left of it in this state.
fn left_of(game: &Game, place: &Place, share: fn(&Stage) -> f64, counts: impl Fn(usize) -> bool) -> f64 {
    let custody = game.broker.map_or(0.0, |b| b.instruments.custody);
    let (returned, rebuilt) = match place.phase {
        Phase::InForce => (false, false),
        Phase::RupturedByGuarantor { enforced, rebuilt } => (enforced, rebuilt),
        Phase::RupturedByDisarmer { rebuilt } => (false, rebuilt),
    };
    let mut total = 0.0;
    for (j, stage) in game.stages[..place.stages].iter().enumerate() {
        let held = if returned { 1.0 - custody } else { 1.0 };
        let lost = if rebuilt { 1.0 - stage.reversible } else { 1.0 };
        total += if counts(j) { share(stage) * held * lost } else { 0.0 };
    }
    total
}

/// Σ over completed stages of a share of relief times what is still delivered in this state. What was enforced outlasts the
/// broker's neutrality.
fn delivered(game: &Game, place: &Place, share: fn(&Stage) -> f64) -> f64 {
    let escrow = game.broker.map_or(0.0, |b| b.instruments.escrow);
    let kept = |revocable: f64| match place.phase {
        Phase::InForce => 1.0,
        Phase::RupturedByGuarantor { enforced: true, .. } => (1.0 - revocable) + revocable * escrow,
        _ => 1.0 - revocable,
    };
    game.stages[..place.stages]
        .iter()
        .map(|s| share(s) * kept(s.revocable))
        .sum()
}

/// The share of the deterrent that the sitting leader has truly dismantled, given which stages were feigned (bit j for stage
/// j).
pub fn truly_dismantled(game: &Game, place: &Place, feigned: u32) -> f64 {
    let real = left_of(game, place, |s| s.deterrent_share, |j| feigned & (1 << j) == 0);
    (1.0 - game.disarmer.covert_share[usize::from(place.dealer)]) * real
}

/// The payoffs of one round, discounted to round 0; the one-off of a feigned stage counts to the end of round
/// `horizon` − 1.
pub fn of_round(game: &Game, round: usize, horizon: usize, entry: &Entry) -> Paid {
    let n = f64::from(game.clock.rounds_per_year);
    let (d, g, place) = (&game.disarmer, &game.guarantor, &entry.place);
    let (i, j) = (usize::from(place.dealer), usize::from(entry.keeper));
    let (value, declared) = (d.deterrent_value[i], 1.0 - d.covert_share[i]);
    let gone = left_of(game, place, |s| s.deterrent_share, |_| true) * declared;
    let safety = left_of(game, place, |s| s.threat_share, |_| true) * declared;
    let relief = delivered(game, place, |s| s.relief_share);
    let cost = delivered(game, place, |s| s.cost_share);
    let force = place.phase == Phase::InForce;
    let active = game.broker.filter(|_| place.broker);
    let aid = game.backing.aid + active.map_or(0.0, |b| b.instruments.aid);
    let years = round as f64 / n;
    let now = |discount: f64| discount.powf(years);

    let mut to_d = value * (1.0 - gone) + d.relief_value * relief;
    to_d += if force {
        d.prestige + aid * relief
    } else {
        -d.pressure - d.exposure * gone
    };
    let mut to_g = g.threat_reduction[j] * safety - g.relief_cost[j] * cost;
    to_g -= if force { g.talks_cost } else { g.tension[j] };
    let mut to_b = 0.0;
    let third = third_party(game);
    if let Some((wants, _)) = third {
        to_b = wants.nonproliferation * safety;
        if force && place.broker {
            to_b += wants.project_revenue * relief;
        }
    }
    (to_d, to_g, to_b) = (to_d / n, to_g / n, to_b / n);

    if let Some(stage) = entry.feigned.map(|k| &game.stages[k]) {
        let returnable = active.map_or(0.0, |b| b.instruments.custody);
        let z = (1.0 - stage.reversible) * (1.0 - returnable);
        let annuity = |discount: f64| -> f64 {
            let rounds = 0..horizon - round;
            rounds.map(|u| discount.powf(u as f64 / n)).sum::<f64>() / n
        };
        let concealed = game.verification.concealed_value * declared * z;
        to_d += concealed * value * stage.deterrent_share * annuity(d.discount_factor);
        to_g -= concealed * g.threat_reduction[j] * stage.threat_share * annuity(g.discount_factor);
        if let Some((wants, discount)) = third {
            to_b -= concealed * wants.nonproliferation * stage.threat_share * annuity(discount);
        }
    }
    let mut paid = Paid::default();
    if let Some(stage) = entry.lost.map(|k| &game.stages[k]) {
        let years = game.talks.advance_years;
        let enjoyed = (d.relief_value + aid) * stage.relief_share * years;
        let spent = g.relief_cost[j] * stage.cost_share * years;
        to_d += enjoyed;
        to_g -= spent;
        paid.advances = [now(d.discount_factor) * enjoyed, -now(g.discount_factor) * spent];
    }
    // Flows, feints and lost advances reach the broker through its alignments; nothing that follows does.
    if let Some((wants, _)) = third {
        to_b += wants.alignment_disarmer * to_d + wants.alignment_guarantor * to_g;
        to_b -= if entry.mediated { wants.mediation_cost / n } else { 0.0 };
    }
    if entry.reneged {
        let promised: f64 = game.stages[..place.stages].iter().map(|s| s.deterrent_share).sum();
        let mut audience = (g.renege_cost[j] + game.backing.guarantee) * promised;
        if let (Some(b), Phase::RupturedByGuarantor { enforced: true, .. }) = (&game.broker, place.phase) {
            audience += b.instruments.guarantee * promised;
            to_b += (b.interests.credibility_stake - b.interests.enforcement_cost) * promised;
        }
        to_g -= audience;
        paid.audience = -now(g.discount_factor) * audience;
    }
    let discounts = [
        d.discount_factor,
        g.discount_factor,
        third.map_or(1.0, |(_, discount)| discount),
    ];
    let wars = [d.war_cost, g.war_cost, third.map_or(0.0, |(wants, _)| wants.war_cost)];
    for (player, flow) in [to_d, to_g, to_b].into_iter().enumerate() {
        paid.payoffs[player] = now(discounts[player]) * flow;
        if entry.war {
            paid.payoffs[player] -= discounts[player].powf((round + 1) as f64 / n) * wars[player];
        }
    }
    paid
}

/// The payoffs of an episode over `rounds` rounds, one entry for each that was played.
pub fn of_episode(game: &Game, rounds: usize, log: &[Entry]) -> Paid {
    let mut total = Paid::default();
    for (round, entry) in log.iter().enumerate() {
        let paid = of_round(game, round, rounds, entry);
        (0..3).for_each(|i| total.payoffs[i] += paid.payoffs[i]);
        (0..2).for_each(|i| total.advances[i] += paid.advances[i]);
        total.audience += paid.audience;
    }
    total
}
