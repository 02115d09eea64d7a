//! Reading JSON of another type than documented: a value that cannot be used counts as absent, and only broken
//! JSON is an error. In one pass, borrowing where the text allows it. Knows no chunk.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A `T`, whatever stands there; its default for what it cannot use.
#[derive(Debug, Default)]
pub(crate) struct Lenient<T>(pub(crate) T);

/// What [`Lenient`] makes of each kind of JSON. The default is the answer to kinds that are not named.
pub(crate) trait FromAny<'de>: Default {
    fn from_text(_: Cow<'de, str>) -> Self {
        Self::default()
    }

    fn from_whole(_: u64) -> Self {
        Self::default()
    }

    fn from_real(_: f64) -> Self {
        Self::default()
    }

    fn from_object<M: MapAccess<'de>>(mut object: M) -> Result<Self, M::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    fn from_array<S: SeqAccess<'de>>(mut array: S) -> Result<Self, S::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

impl<'de, T: FromAny<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyVisitor(PhantomData)).map(Self)
    }
}

struct AnyVisitor<T>(PhantomData<T>);

impl<'de, T: FromAny<'de>> Visitor<'de> for AnyVisitor<T> {
    type Value = T;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("anything")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::from_text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::from_text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, whole: u64) -> Result<T, E> {
        Ok(T::from_whole(whole))
    }

    #[allow(clippy::cast_precision_loss)] // a negative number is never more than shown
    fn visit_i64<E>(self, whole: i64) -> Result<T, E> {
        Ok(T::from_real(whole as f64))
    }

    fn visit_f64<E>(self, real: f64) -> Result<T, E> {
        Ok(T::from_real(real))
    }

    fn visit_bool<E>(self, _: bool) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_map<M: MapAccess<'de>>(self, object: M) -> Result<T, M::Error> {
        T::from_object(object)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, array: S) -> Result<T, S::Error> {
        T::from_array(array)
    }
}

/// A text: a string; the text parts of an array; a number as it is written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> FromAny<'de> for Text<'a> {
    fn from_text(text: Cow<'de, str>) -> Self {
        Self(text)
    }

    fn from_whole(whole: u64) -> Self {
        Self(Cow::Owned(whole.to_string()))
    }

    fn from_real(real: f64) -> Self {
        Self(Cow::Owned(real.to_string()))
    }

    fn from_object<M: MapAccess<'de>>(object: M) -> Result<Self, M::Error> {
        let Part { kind, text } = Part::deserialize(MapAccessDeserializer::new(object))?;
        let is_text = matches!(&*kind.0.0, "" | "text" | "output_text");
        Ok(if is_text { text.0 } else { Self::default() })
    }

    fn from_array<S: SeqAccess<'de>>(mut parts: S) -> Result<Self, S::Error> {
        let mut all = Cow::default();
        while let Some(Lenient(Text(text))) = parts.next_element()? {
            all += text;
        }
        Ok(Self(all))
    }
}

/// One part of a content that is an array.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Part<'a> {
    #[serde(borrow, rename = "type")]
    kind: Lenient<Text<'a>>,
    text: Lenient<Text<'a>>,
}

/// A whole number of at least 0, also when it is written as a string.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Number(pub(crate) Option<u64>);

impl<'de> FromAny<'de> for Number {
    fn from_text(text: Cow<'de, str>) -> Self {
        let text = text.trim();
        Self(text.parse().ok())
    }

    fn from_whole(whole: u64) -> Self {
        Self(Some(whole))
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a cast of a real number saturates
    fn from_real(real: f64) -> Self {
        Self((real >= 0.0).then_some(real as u64))
    }
}

/// The fields of an object; their defaults where there is none.
#[derive(Debug)]
pub(crate) struct Fields<T>(pub(crate) Option<T>);

/// An object, or none.
pub(crate) type Object<T> = Lenient<Fields<T>>;

impl<T> Default for Fields<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> FromAny<'de> for Fields<T> {
    fn from_object<M: MapAccess<'de>>(object: M) -> Result<Self, M::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(|fields| Self(Some(fields)))
    }
}
