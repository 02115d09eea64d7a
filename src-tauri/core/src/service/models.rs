//! What is known of models by their names: what a request to them may hold, and whether they see pictures.
//! How large a picture they take is `whatsit_picture`'s to know.

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

/// What a request to a family of models may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// Pictures in one request, at most.
    pub max_pictures: usize,
    /// Whether a system text may stand beside a picture.
    pub system_with_picture: bool,
    /// Whether the length limit is called `max_completion_tokens`.
    pub max_completion_tokens: bool,
    /// Fields that are refused whatever their value.
    pub refused: &'static [Field],
}

impl Family {
    /// The family of a model by its id, whatever its case and whoever's prefix it has.
    #[must_use]
    pub fn of(model: &str) -> &'static Self {
        let model = model.to_lowercase();
        let known =
            FAMILIES.iter().find(|(patterns, _)| patterns.iter().any(|pattern| matches(pattern, &model)));
        known.map_or(&ANY, |(_, family)| family)
    }
}

/// No family is known: ten pictures is what Azure documents for its chat models, and bounds the cost of a
/// long conversation.
const ANY: Family =
    Family { max_pictures: 10, system_with_picture: true, max_completion_tokens: false, refused: &[] };

/// The first that fits counts.
const FAMILIES: &[(&[&str], Family)] = &[
    // Meta's model card and prompt format for Llama 3.2 Vision: one picture a prompt. Groq's and other hosts'
    // published limits: "system message is not supported with image inputs".
    (
        &[
            "llama-3.2*11b",
            "llama3.2*11b",
            "llama-3.2*90b",
            "llama3.2*90b",
            "llama-3.2*vision",
            "llama3.2*vision",
        ],
        Family { max_pictures: 1, system_with_picture: false, ..ANY },
    ),
    // Zhipu's API reference: GLM-4V-Flash takes one picture.
    (&["glm-4v-flash"], Family { max_pictures: 1, ..ANY }),
    // DeepSeek-VL2's published usage: tiling is for two pictures or fewer.
    (&["deepseek-vl2"], Family { max_pictures: 2, ..ANY }),
    // OpenAI's guide to reasoning models: `max_tokens` is refused with `unsupported_parameter`, and sampling fields
    // are fixed; `stop` is documented as "not supported with latest reasoning models o3 and o4-mini".
    (
        &["^o3", "^o4", "/o3", "/o4"],
        Family { max_completion_tokens: true, refused: REASONING_AND_STOP, ..ANY },
    ),
    (&["^o1", "/o1"], Family { max_completion_tokens: true, refused: REASONING, ..ANY }),
    // GPT-5's chat variants are no reasoning models and take the sampling fields; observed: the name is all there is.
    (&["gpt-5*chat"], Family { max_completion_tokens: true, ..ANY }),
    (&["gpt-5"], Family { max_completion_tokens: true, refused: REASONING, ..ANY }),
    // Anthropic's page on OpenAI SDK compatibility: `n` must be 1; up to 100 pictures a request, here as for all.
    (&["claude"], Family { refused: &[Field::N], ..ANY }),
];

const REASONING: &[Field] =
    &[Field::Temperature, Field::TopP, Field::PresencePenalty, Field::FrequencyPenalty, Field::LogitBias];
const REASONING_AND_STOP: &[Field] = &[
    Field::Temperature,
    Field::TopP,
    Field::PresencePenalty,
    Field::FrequencyPenalty,
    Field::LogitBias,
    Field::Stop,
];

/// Whether a model's name says that it sees pictures. Advice: warn, never block. `listed` is what the service's
/// catalogue says of it, when it says anything.
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

/// Whether `pattern` occurs in `text`; `*` stands for anything, a `^` at its start for the start of the text.
fn matches(pattern: &str, text: &str) -> bool {
    let (anchored, pattern) = pattern.strip_prefix('^').map_or((false, pattern), |rest| (true, rest));
    let mut rest = text;
    for (index, piece) in pattern.split('*').enumerate() {
        let Some(at) = rest.find(piece).filter(|at| !anchored || index > 0 || *at == 0) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn llama_3_2_takes_one_picture_and_no_system_text_beside_it() {
        for model in [
            "llama3.2-90b",
            "llama3.2-11b",
            "meta-llama/Llama-3.2-11B-Vision-Instruct",
            "llama-3.2-90b-vision",
        ] {
            let family = Family::of(model);
            assert!(family.max_pictures == 1 && !family.system_with_picture, "{model}");
        }
        assert_eq!(Family::of("llama3.2-3b"), &ANY);
    }

    #[test]
    fn reasoning_models_want_the_new_length_limit_and_no_sampling() {
        for model in ["o1", "o3-mini", "openai/o4-mini", "gpt-5", "GPT-5-mini"] {
            let family = Family::of(model);
            assert!(family.max_completion_tokens && family.refused.contains(&Field::Temperature), "{model}");
        }
        assert!(
            Family::of("o3").refused.contains(&Field::Stop)
                && !Family::of("o1").refused.contains(&Field::Stop)
        );
        assert!(Family::of("gpt-5-chat-latest").refused.is_empty());
        assert!(!Family::of("gpt-4o").max_completion_tokens);
        assert_eq!(Family::of("claude-sonnet-4").refused, [Field::N]);
    }

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
