//! The fields of a request that not every model takes, and whether a model sees pictures, by its name.

use super::families::matches;

/// A field of the request that some families refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `temperature`
    Temperature,
    /// `top_p`
    TopP,
    /// `n`
    N,
    /// `stop`
    Stop,
    /// `max_tokens`
    MaxTokens,
    /// `max_completion_tokens`
    MaxCompletionTokens,
    /// `presence_penalty`
    PresencePenalty,
    /// `frequency_penalty`
    FrequencyPenalty,
    /// `logit_bias`
    LogitBias,
    /// `user`
    User,
    /// `stream_options`
    StreamOptions,
    /// `image_url.detail`
    Detail,
}

impl Field {
    /// Every field a question can do without.
    pub const ALL: [Self; 12] = [
        Self::Temperature,
        Self::TopP,
        Self::N,
        Self::Stop,
        Self::MaxTokens,
        Self::MaxCompletionTokens,
        Self::PresencePenalty,
        Self::FrequencyPenalty,
        Self::LogitBias,
        Self::User,
        Self::StreamOptions,
        Self::Detail,
    ];

    /// Its name in the request.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Temperature => "temperature",
            Self::TopP => "top_p",
            Self::N => "n",
            Self::Stop => "stop",
            Self::MaxTokens => "max_tokens",
            Self::MaxCompletionTokens => "max_completion_tokens",
            Self::PresencePenalty => "presence_penalty",
            Self::FrequencyPenalty => "frequency_penalty",
            Self::LogitBias => "logit_bias",
            Self::User => "user",
            Self::StreamOptions => "stream_options",
            Self::Detail => "detail",
        }
    }

    /// The field a service names when it refuses one: `temperature`, `body.temperature`, `stop[0]`,
    /// `stream_options.include_usage`, `messages[0].content[1].image_url.detail`.
    #[must_use]
    pub fn named(path: &str) -> Option<Self> {
        let words = || path.split(['.', '[', ']']).filter(|word| !word.is_empty());
        let first = words().find(|word| *word != "body")?;
        let name = if first == "messages" { words().next_back()? } else { first };
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// Whether a model sees pictures: as the user says, or else as its name does. Advice: warn, never block. `listed` is
/// what the service's catalogue says of it, when it says anything; `chosen` what the user says, or what a refusal of
/// the service has taught.
#[must_use]
pub fn sees(model: &str, listed: Option<bool>, chosen: Option<bool>) -> bool {
    chosen.unwrap_or_else(|| sees_pictures(model, listed))
}

/// Whether a model's name says that it sees pictures.
#[must_use]
pub fn sees_pictures(model: &str, listed: Option<bool>) -> bool {
    let model = model.to_lowercase();
    let fits = |patterns: &[&str]| patterns.iter().any(|pattern| matches(pattern, &model));
    let is_vl = || {
        model.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|part| {
            part.strip_prefix("vl").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    (listed == Some(true) || fits(SEEING) || is_vl()) && !fits(BLIND)
}

/// Names of models that see pictures: as their vendors publish them, and as 302.AI's catalogue spells them.
const SEEING: &[&str] = &[
    "llama-3.2*11b",
    "llama3.2*11b",
    "llama-3.2*90b",
    "llama3.2*90b",
    "llama-3.2*vision",
    "llama3.2*vision",
    "llama-4",
    "llama4",
    "gemma-3",
    "gemma3",
    "gemma-4",
    "gemma4",
    "gpt-4o",
    "gpt-4.1",
    "gpt-5",
    "chatgpt-4o",
    "^o1",
    "^o3",
    "^o4",
    "/o1",
    "/o3",
    "/o4",
    "claude-3",
    "claude-4",
    "claude-*sonnet",
    "claude-*opus",
    "claude-*haiku",
    "gemini",
    "pixtral",
    "grok-2-vision",
    "grok-4",
    "nova-pro",
    "nova-lite",
    "nova-premier",
    "vision",
    "omni",
    "qvq",
    "internvl",
    "qwenvl",
    "glm-4*v",
    "glm-5*v",
    "step-1o",
    "step-1v",
    "step-1.5v",
    "step-3",
    "step-r1-v",
    "kimi-latest",
    "kimi-thinking-preview",
    "kimi-k",
    "doubao-seed",
];

/// Names that look like the above and belong to models that draw, listen, speak, rank or only read.
const BLIND: &[&str] = &[
    "o1-mini",
    "o3-mini",
    "o1-preview",
    "image-generation",
    "image-preview",
    "seededit",
    "dall-e",
    "embedding",
    "tts",
    "whisper",
    "transcribe",
    "rerank",
    "^gizmo-",
    "step-2-16k",
    "moderation", // observed: `omni-moderation-latest` judges pictures and answers none
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_that_see_are_known_by_name() {
        for model in [
            "llama3.2-90b",
            "llama3.2-11b",
            "Llama-3.2-90B-Vision",
            "llama-4-scout",
            "gpt-4o-mini",
            "gpt-4.1-nano",
            "gpt-5",
            "o1",
            "o3",
            "o4-mini",
            "claude-3-5-sonnet-20241022",
            "claude-sonnet-4-5",
            "gemini-2.5-pro",
            "grok-4",
            "qwen2.5-vl-72b-instruct",
            "qwen-vl-max",
            "deepseek-vl2",
            "glm-4v-plus",
            "glm-4.5v",
            "step-1v-8k",
            "kimi-latest",
            "doubao-1.5-vision-pro",
            "internvl3-78b",
            "qvq-max",
        ] {
            assert!(sees_pictures(model, None), "{model}");
        }
    }

    #[test]
    fn models_that_do_not_see_are_known_too() {
        for model in [
            "llama3.2-3b",
            "llama3.3-70b",
            "gpt-4",
            "gpt-3.5-turbo",
            "o1-mini",
            "o3-mini",
            "o1-preview",
            "claude-2.1",
            "deepseek-chat",
            "qwen-max",
            "gemini-embedding-001",
            "gemini-2.0-flash-image-generation",
            "gpt-4o-mini-tts",
            "gizmo-g-gpt-4o",
            "step-2-16k",
            "dall-e-3",
            "foo3",
            "glm-4-plus",
        ] {
            assert!(!sees_pictures(model, None), "{model}");
        }
    }

    #[test]
    fn the_catalogue_adds_models_but_not_those_that_draw() {
        assert!(sees_pictures("brand-new", Some(true)));
        assert!(!sees_pictures("seededit-3", Some(true)));
        assert!(sees_pictures("gpt-4o", Some(false)), "the catalogue's flag is an inference");
    }

    #[test]
    fn the_user_knows_better() {
        assert!(sees("deepseek-chat", Some(false), Some(true)));
        assert!(!sees("gpt-4o", Some(true), Some(false)));
        assert!(sees("gpt-4o", None, None));
    }

    #[test]
    fn a_refused_field_is_found_by_the_path_the_service_names() {
        for (path, field) in [
            ("temperature", Field::Temperature),
            ("body.top_p", Field::TopP),
            ("stop[0]", Field::Stop),
            ("stream_options.include_usage", Field::StreamOptions),
            ("messages[0].content[1].image_url.detail", Field::Detail),
        ] {
            assert_eq!(Field::named(path), Some(field));
        }
        assert_eq!(Field::named("messages[0].content"), None);
        assert_eq!(Field::named(""), None);
    }
}
