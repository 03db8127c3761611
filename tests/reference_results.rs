//! The illustrative game against the results of an independent implementation of the same model (21 cosine-spaced grid
//! points a side, one million episodes a case, standard error at most 0.0005).

use std::sync::atomic::AtomicBool;

use honest_broker::game::*;
use honest_broker::simulate::episode::{MessagePlan, Script};
use honest_broker::simulate::simulate;
use honest_broker::simulate::streams::Streams;
use honest_broker::solve::solve;

fn illustration() -> Game {
    let stage = |a, r, c, v, q, f| Stage {
        deterrent_share: a,
        reversible: r,
        relief_share: c,
        revocable: v,
        detection: q,
        false_alarm: f,
    };
    Game {
        clock: Clock {
            rounds_per_year: 4,
            rounds: 40,
            foresight: 120,
        },
        stages: vec![
            stage(0.06, 1.0, 0.06, 1.0, 0.97, 0.01),
            stage(0.20, 0.6, 0.2, 1.0, 0.8, 0.05),
            stage(0.30, 0.2, 0.3, 0.8, 0.35, 0.1),
            stage(0.44, 0.0, 0.44, 0.8, 0.35, 0.1),
        ],
        disarmer: Disarmer {
            dealer_prior: 0.35,
            deterrent_value: [1.4, 0.85],
            relief_value: 0.95,
            exposure: 0.4,
            pressure: 0.2,
            prestige: 0.05,
            rebuild_years: 0.5,
            war_cost: 40.0,
            discount_factor: 0.95,
            rationality: 2.0,
        },
        guarantor: Guarantor {
            keeper_prior: 0.6,
            threat_reduction: 1.0,
            relief_cost: 0.45,
            tension: 0.1,
            talks_cost: 0.05,
            renege_cost: [0.5, 5.0],
            elections: Some(Elections {
                first: 10,
                every: 16,
                turnover: 0.55,
                successor_keeper_prior: 0.4,
            }),
            war_cost: 30.0,
            discount_factor: 0.9,
            rationality: 2.0,
        },
        talks: Talks {
            sequence: Sequence::DisarmFirst,
            meeting_failure: 0.4,
            reopening_rate: 0.25,
        },
        crises: Crises {
            rate_in_force: 0.12,
            rate_ruptured: 0.57,
            escalation: 0.012,
        },
        broker: Some(Broker {
            neutrality_loss_rate: 0.12,
            instruments: Instruments {
                facilitation: 0.4,
                reopening_rate: 0.2,
                monitoring: 0.1,
                custody: 0.4,
                escrow: 0.2,
                guarantee: 0.4,
                aid: 0.04,
                enforcement: Enforcement::Discretionary,
            },
            information: Some(Information {
                disarmer_accuracy: 0.75,
                guarantor_accuracy: 0.7,
                honesty: 0.7,
            }),
            interests: Interests {
                project_revenue: 0.3,
                nonproliferation: 0.2,
                war_cost: 20.0,
                alignment_disarmer: 0.05,
                alignment_guarantor: 0.05,
                mediation_cost: 0.05,
                enforcement_cost: 0.8,
                credibility_stake: 0.3,
            },
            discount_factor: 0.92,
            rationality: 2.0,
        }),
        backing: Backing::default(),
    }
}

#[test]
fn adhoc() {
    let grid: usize = std::env::var("GRID").ok().and_then(|s| s.parse().ok()).unwrap_or(21);
    let episodes: u64 = std::env::var("EPISODES")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(100_000);
    let mut cases = vec![];
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        for broker in [false, true] {
            let mut g = illustration();
            g.talks.sequence = sequence;
            if !broker {
                g.broker = None;
            }
            cases.push((format!("{sequence:?} broker {broker}"), g));
        }
    }
    let mut g = illustration();
    g.broker.as_mut().unwrap().instruments.enforcement = Enforcement::Automatic;
    cases.push(("auto".into(), g));
    let mut g = illustration();
    g.broker = None;
    g.disarmer.rationality = 0.0;
    g.guarantor.rationality = 0.0;
    cases.push(("lambda 0".into(), g));
    for (name, g) in cases {
        let rules = Rules::new(&g);
        let t = std::time::Instant::now();
        let s = solve(&rules, grid, |_| {});
        println!("{name}: solve {:?} {:?}", t.elapsed(), s.convergence);
        println!("  values {:?}\n  silent {:?}", s.values, s.values_without_messages);
        if let Some(m) = &s.messages {
            println!(
                "  messages {:?} | {:?} {:?}",
                m.on_guarantor.strategic, m.on_disarmer[1].strategic, m.on_disarmer[0].strategic
            );
        }
        let discounts: Vec<[f64; 3]> = (0..=g.clock.rounds).map(|r| rules.payoffs.discount_at(r)).collect();
        let plan = s.messages.map(|m| {
            let i = g.broker.as_ref().unwrap().information.unwrap();
            MessagePlan {
                guarantor_accuracy: i.guarantor_accuracy,
                disarmer_accuracy: i.disarmer_accuracy,
                honesty: i.honesty,
                on_guarantor: m.on_guarantor.strategic,
                keeper: m.on_guarantor.posterior,
                on_disarmer: m.on_disarmer.map(|s| s.strategic),
                dealer: m.on_disarmer.map(|s| s.posterior),
            }
        });
        let script = Script {
            rules: &rules,
            policy: &s.policy,
            messages: plan,
            discounts: &discounts,
        };
        let t = std::time::Instant::now();
        let b = simulate(
            &[script],
            0,
            &Streams::new(1, 0),
            episodes,
            &AtomicBool::new(false),
            &|_| {},
        )
        .unwrap();
        println!("  played in {:?}", t.elapsed());
        for (o, c) in honest_broker::game::outcome::Outcome::ALL
            .iter()
            .zip(b.tallies[0].outcomes)
        {
            print!("  {} {:.5}", o.name(), c as f64 / episodes as f64);
        }
        println!();
        for m in [0, 13, 14] {
            print!("  {:.5}", b.tallies[0].metrics[m].mean().unwrap());
        }
        println!();
    }
}
