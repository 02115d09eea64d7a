//! Prices and amounts of money, exact: a price is whole micro-dollars for a million tokens, so what so many tokens
//! cost is whole millionths of those. 302.AI's PTC is a dollar.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Digits behind the point of an amount.
const MONEY_DIGITS: u32 = 12;

/// An amount, in millionths of a micro-dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(u64);

impl Money {
    /// Reads an amount such as `$2.000`, `0.25`, `12.34 PTC`. None for what is no amount, is negative, or is finer
    /// than can be kept.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        decimal(text, MONEY_DIGITS).map(Self)
    }

    /// Dollars, in as many digits as it takes: `0.003202`.
    #[must_use]
    pub fn dollars(self) -> String {
        let one = 10_u64.pow(MONEY_DIGITS);
        let text = format!("{}.{:012}", self.0 / one, self.0 % one);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.dollars())
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.dollars())
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::read(&text).ok_or_else(|| serde::de::Error::custom("no amount"))
    }
}

/// What a model costs, as far as its service says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Price {
    /// Micro-dollars for a million tokens of the question.
    pub question: Option<u64>,
    /// Micro-dollars for a million tokens of the answer.
    pub answer: Option<u64>,
    /// For each request, besides.
    pub request: Option<Money>,
}

impl Price {
    /// What so many tokens cost; none where it takes a price that is not known.
    #[must_use]
    pub fn of(&self, question_tokens: u64, answer_tokens: u64) -> Option<Money> {
        let part = |price: Option<u64>, tokens: u64| match tokens {
            0 => Some(Money::default()),
            tokens => Some(Money(price?.checked_mul(tokens)?)),
        };
        let tokens = part(self.question, question_tokens)? + part(self.answer, answer_tokens)?;
        Some(tokens + self.request.unwrap_or_default())
    }

    /// Whether anything is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.question.is_some() || self.answer.is_some() || self.request.is_some()
    }
}

/// Micro-dollars for a million tokens out of `$2.000 / M tokens`; none for another unit.
#[must_use]
pub fn per_million(text: &str) -> Option<u64> {
    let (amount, unit) = text.split_once('/').unwrap_or((text, "M"));
    let unit = unit.trim().to_ascii_lowercase();
    let is_million = ["m", "1m", "m tokens", "1m tokens", "million tokens"].contains(&&*unit);
    decimal(amount, 6).filter(|_| is_million)
}

/// Micro-dollars for a million tokens out of dollars for one, as `OpenRouter`'s catalogue has them.
#[must_use]
pub fn per_token(text: &str) -> Option<u64> {
    decimal(text, 12)
}

/// A decimal number, times ten to the power of `digits`; none when that is not whole.
fn decimal(text: &str, digits: u32) -> Option<u64> {
    let text =
        text.trim().trim_start_matches(['$', '＄']).trim_end_matches("PTC").trim_end_matches("USD").trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let places = u32::try_from(fraction.len()).ok().filter(|places| *places <= digits)?;
    if !are_digits(whole) || !are_digits(fraction) || text.is_empty() || text == "." {
        return None;
    }
    let read = |part: &str| if part.is_empty() { Some(0) } else { part.parse::<u64>().ok() };
    let whole = read(whole)?.checked_mul(10_u64.checked_pow(digits)?)?;
    whole.checked_add(read(fraction)?.checked_mul(10_u64.pow(digits - places))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_exact() {
        assert_eq!(per_million("$2.000 / M tokens"), Some(2_000_000));
        assert_eq!(per_million("$0.0375 / M tokens"), Some(37_500));
        assert_eq!(per_million("0.5"), Some(500_000));
        assert_eq!(per_million("$15 / 1M tokens"), Some(15_000_000));
        assert_eq!(per_token("0.0000025"), Some(2_500_000));
        assert_eq!(per_token("0"), Some(0));
    }

    #[test]
    fn what_is_no_price_is_none() {
        for text in [
            "",
            "$",
            ".",
            "free",
            "-1",
            "$2.000 / K tokens",
            "$1e3",
            "1,5",
            "$0.0000001",
            "99999999999999999999",
        ] {
            assert_eq!(per_million(text), None, "{text}");
        }
        assert_eq!(per_token("-1"), None, "what OpenRouter writes where the price varies");
    }

    #[test]
    fn an_amount_is_read_and_written() {
        for (text, written) in [
            ("$0.000", "0"),
            ("12.34", "12.34"),
            ("0.25 PTC", "0.25"),
            ("7", "7"),
            (".5", "0.5"),
            ("0.000000000001", "0.000000000001"),
        ] {
            assert_eq!(Money::read(text).map(Money::dollars).as_deref(), Some(written), "{text}");
        }
        assert_eq!(Money::read("NaN"), None);
        let money = Money::read("12.34").unwrap();
        assert_eq!(serde_json::from_str::<Money>(&serde_json::to_string(&money).unwrap()).unwrap(), money);
    }

    #[test]
    fn tokens_cost_what_their_price_says() {
        let price = Price { question: Some(2_000_000), answer: Some(2_000_000), request: None };
        assert_eq!(price.of(1617, 64).map(Money::dollars).as_deref(), Some("0.003362"));
        let mini = Price { question: Some(150_000), ..Price::default() };
        assert_eq!(mini.of(1, 0).map(Money::dollars).as_deref(), Some("0.00000015"));
        assert_eq!(mini.of(1, 1), None, "what an answer costs is not known");
        let by_request = Price { request: Money::read("0.01"), ..Price::default() };
        assert_eq!(by_request.of(0, 0).map(Money::dollars).as_deref(), Some("0.01"));
        assert_eq!(price.of(u64::MAX, 0), None);
    }
}
