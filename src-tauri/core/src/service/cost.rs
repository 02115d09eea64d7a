//! What a question costs: about, before it is asked; as the service counted it, afterwards; and a conversation
//! altogether. Where nothing is known nothing is said.

use serde::Serialize;

use super::families::Family;
use super::parameters::Detail;
use super::price::{Money, Price};
use super::tokens;
use crate::event::Usage;

/// Tokens that stand around each message of a request, as `OpenAI`'s guide to counting tokens has them.
const TOKENS_AROUND_A_MESSAGE: u64 = 4;

/// A question that was not asked yet, with what is sent before it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unasked<'a> {
    /// The texts: what stands before, and the question.
    pub texts: &'a [&'a str],
    /// The pictures as they are sent: width and height.
    pub pictures: &'a [(u32, u32)],
    /// How closely pictures are looked at.
    pub detail: Option<Detail>,
}

/// What is known of a question before it is asked. All of it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// Its tokens.
    pub tokens: u64,
    /// Those of its pictures among them.
    pub picture_tokens: u64,
    /// What they cost, without the answer.
    pub question: Option<Money>,
    /// What a thousand tokens of the answer cost, some 700 words.
    pub thousand_answer_tokens: Option<Money>,
}

/// The estimate for a question to this model; none when it is not known how the model counts a picture.
#[must_use]
pub fn estimate(model: &str, price: &Price, question: &Unasked<'_>) -> Option<Estimate> {
    let family = Family::of(model);
    let of_picture =
        |(width, height): &(u32, u32)| family.picture_tokens.of(*width, *height, question.detail);
    let picture_tokens: u64 = question.pictures.iter().map(of_picture).sum::<Option<_>>()?;
    let text_tokens: u64 =
        question.texts.iter().map(|text| tokens::of_text(text) + TOKENS_AROUND_A_MESSAGE).sum();
    let tokens = picture_tokens.saturating_add(text_tokens);
    Some(Estimate {
        tokens,
        picture_tokens,
        question: price.of(tokens, 0).filter(|_| price.is_known()),
        thousand_answer_tokens: Price { question: None, request: None, ..*price }.of(0, 1000),
    })
}

/// What something cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "money", rename_all = "snake_case")]
pub enum Cost {
    /// By the tokens that the service counted, at its catalogue's price.
    Known(Money),
    /// Partly estimated, or a part is not known.
    About(Money),
}

impl Cost {
    /// The amount.
    #[must_use]
    pub fn money(self) -> Money {
        match self {
            Self::Known(money) | Self::About(money) => money,
        }
    }
}

/// What an answer cost by what the service counted; none without a price.
#[must_use]
pub fn cost(usage: &Usage, price: &Price) -> Option<Cost> {
    if !price.is_known() {
        return None;
    }
    price.of(usage.prompt_tokens, usage.completion_tokens).map(Cost::Known)
}

/// What the answers of a conversation cost together: about, when some of them have no cost that is known; none when
/// none has.
#[must_use]
pub fn total(costs: impl IntoIterator<Item = Option<Cost>>) -> Option<Cost> {
    let (mut sum, mut any, mut whole) = (Money::default(), false, true);
    for cost in costs {
        whole &= matches!(cost, Some(Cost::Known(_)));
        if let Some(cost) = cost {
            any = true;
            sum = sum + cost.money();
        }
    }
    any.then_some(if whole { Cost::Known(sum) } else { Cost::About(sum) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LLAMA: Price = Price { question: Some(2_000_000), answer: Some(2_000_000), request: None };

    fn dollars(text: &str) -> Money {
        Money::read(text).unwrap()
    }

    #[test]
    fn a_question_is_estimated_by_its_pictures_and_texts() {
        let question = Unasked { texts: &["What is this?"], pictures: &[(1120, 840)], ..Unasked::default() };
        let estimate = estimate("llama3.2-90b", &LLAMA, &question).unwrap();
        assert_eq!((estimate.picture_tokens, estimate.tokens), (6404, 6412));
        assert_eq!(estimate.question, Some(dollars("0.012824")));
        assert_eq!(estimate.thousand_answer_tokens, Some(dollars("0.002")));
    }

    #[test]
    fn nothing_is_said_where_nothing_is_known() {
        let picture = Unasked { pictures: &[(100, 100)], ..Unasked::default() };
        assert_eq!(estimate("doubao-vision", &LLAMA, &picture), None);
        let text = Unasked { texts: &["?"], ..Unasked::default() };
        let unpriced = estimate("gpt-4o", &Price::default(), &text).unwrap();
        assert_eq!((unpriced.tokens, unpriced.question, unpriced.thousand_answer_tokens), (5, None, None));
        assert_eq!(cost(&Usage::default(), &Price::default()), None);
        assert_eq!(total([]), None);
        assert_eq!(total([None]), None);
    }

    #[test]
    fn what_was_counted_is_known_and_a_sum_with_a_gap_is_about() {
        let usage = Usage { prompt_tokens: 1617, completion_tokens: 64, total_tokens: 1681 };
        let known = cost(&usage, &LLAMA);
        assert_eq!(known, Some(Cost::Known(dollars("0.003362"))));
        assert_eq!(total([known, known]), Some(Cost::Known(dollars("0.006724"))));
        assert_eq!(total([known, None]), Some(Cost::About(dollars("0.003362"))));
        assert_eq!(total([Some(Cost::About(dollars("1"))), known]), Some(Cost::About(dollars("1.003362"))));
    }

    #[test]
    fn a_cost_says_what_it_is() {
        let written = serde_json::to_value(Cost::About(dollars("0.5"))).unwrap();
        assert_eq!(written, serde_json::json!({"kind": "about", "money": "0.5"}));
    }
}
