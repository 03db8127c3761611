//! The game and its solution against the text of `docs/model.md`: oracles, values, histories, payoffs, beliefs, invariances.

mod asymmetry;
mod exact_recursion_follows_the_text;
mod incentives;
mod model_beliefs;
mod model_histories;
mod model_invariances;
mod model_payoffs;
mod model_shares;
mod model_short_rounds;
mod model_uniform_play;
mod model_values;
mod oracles_agree_with_themselves;
