//! The one table of model families: what a request to each may hold, and how it counts pictures, with a source for
//! each fact. How large a picture each takes is `whatsit_picture`'s to know.
//!
//! Media types need no column: every family takes JPEG and PNG, xAI takes nothing else, and nothing else is sent.

use super::models::Field;
use super::tokens::PictureTokens;

/// What a request to a family of models may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Family {
    /// Pictures in one request, at most.
    pub max_pictures: usize,
    /// Whether a system text may stand beside a picture.
    pub system_with_picture: bool,
    /// Whether the length limit is called `max_completion_tokens`.
    pub max_completion_tokens: bool,
    /// Fields that are refused whatever their value.
    pub refused: &'static [Field],
    /// How many tokens a picture is.
    pub picture_tokens: PictureTokens,
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

/// No family is known, or a family without rules of its own: ten pictures is what Azure documents for its chat
/// models, and bounds the cost of a long conversation.
const ANY: Family = Family {
    max_pictures: 10,
    system_with_picture: true,
    max_completion_tokens: false,
    refused: &[],
    picture_tokens: PictureTokens::Unknown,
};

/// The first that fits counts. Families that are not here follow no rule of their own that their vendors publish:
/// Yi (01.AI), Doubao (Volcengine: as many pictures as the context holds), Moonshot and Kimi ("dynamic" tokens, no
/// limit on the number), Step (`StepFun`: at most 50 pictures), Gemma 4 (tokens by the host's choice).
const FAMILIES: &[(&[&str], Family)] = &[
    // Meta's model card and prompt format for Llama 3.2 Vision: one picture a prompt; tiles of 560 px. Groq's and
    // other hosts' published limits: "system message is not supported with image inputs".
    (
        &[
            "llama-3.2*11b",
            "llama3.2*11b",
            "llama-3.2*90b",
            "llama3.2*90b",
            "llama-3.2*vision",
            "llama3.2*vision",
        ],
        Family {
            max_pictures: 1,
            system_with_picture: false,
            picture_tokens: PictureTokens::LlamaTiles,
            ..ANY
        },
    ),
    // Meta's model card for Llama 4: tested with up to five pictures; Groq's page on vision: five a request.
    (&["llama-4", "llama4"], Family { max_pictures: 5, ..ANY }),
    // Mistral's page on vision: eight pictures a request; a token for 16 x 16 px, after scaling to 1024 px.
    (
        &["pixtral"],
        Family { max_pictures: 8, picture_tokens: PictureTokens::Grid { side: 16, long_edge: 1024 }, ..ANY },
    ),
    // Google's page "Prompt with visual data" for Gemma: 256 tokens a picture.
    (&["gemma-3", "gemma3"], Family { picture_tokens: PictureTokens::Each(256), ..ANY }),
    // Alibaba Model Studio: a token for 28 x 28 px, for 32 x 32 px from Qwen3-VL on.
    (&["qwen3*vl"], Family { picture_tokens: PictureTokens::Grid { side: 32, long_edge: u32::MAX }, ..ANY }),
    (
        &["qwen*vl", "qwen*ocr", "qvq"],
        Family { picture_tokens: PictureTokens::Grid { side: 28, long_edge: u32::MAX }, ..ANY },
    ),
    // Zhipu's API reference and the authors' answers: GLM-4V-Flash and the open GLM-4V-9B take one picture, the
    // others of GLM-4V five.
    (&["glm-4v-flash", "glm-4v-9b"], Family { max_pictures: 1, ..ANY }),
    (&["glm-4v"], Family { max_pictures: 5, ..ANY }),
    // DeepSeek-VL2's published usage, and SiliconFlow's page on vision: tiling is for two pictures or fewer.
    (&["deepseek-vl2"], Family { max_pictures: 2, ..ANY }),
    // OpenAI's guide to images and vision, "Calculating costs": which models count 512-px tiles, at which price, and
    // which count 32-px patches, with which factor.
    (&["gpt-4.1-mini"], Family { picture_tokens: PictureTokens::Patches { hundredths: 162 }, ..ANY }),
    (&["gpt-5-mini"], Family { picture_tokens: PictureTokens::Patches { hundredths: 162 }, ..SMALL_GPT_5 }),
    (&["gpt-4.1-nano"], Family { picture_tokens: PictureTokens::Patches { hundredths: 246 }, ..ANY }),
    (&["gpt-5-nano"], Family { picture_tokens: PictureTokens::Patches { hundredths: 246 }, ..SMALL_GPT_5 }),
    (&["gpt-4o-mini"], Family { picture_tokens: PictureTokens::Tiles { base: 2833, tile: 5667 }, ..ANY }),
    (
        &["gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5"],
        Family { picture_tokens: PictureTokens::Tiles { base: 85, tile: 170 }, ..ANY },
    ),
    // OpenAI's guide to reasoning models: `max_tokens` is refused with `unsupported_parameter`, and sampling fields
    // are fixed; `stop` is documented as "not supported with latest reasoning models o3 and o4-mini".
    (
        &["^o4-mini", "/o4-mini"],
        Family {
            max_completion_tokens: true,
            refused: REASONING_AND_STOP,
            picture_tokens: PictureTokens::Patches { hundredths: 172 },
            ..ANY
        },
    ),
    (
        &["^o3", "^o4", "/o3", "/o4"],
        Family {
            max_completion_tokens: true,
            refused: REASONING_AND_STOP,
            picture_tokens: PictureTokens::Tiles { base: 75, tile: 150 },
            ..ANY
        },
    ),
    (
        &["^o1", "/o1"],
        Family {
            max_completion_tokens: true,
            refused: REASONING,
            picture_tokens: PictureTokens::Tiles { base: 75, tile: 150 },
            ..ANY
        },
    ),
    // GPT-5's chat variants are no reasoning models and take the sampling fields; observed: the name is all there is.
    (
        &["gpt-5*chat"],
        Family {
            max_completion_tokens: true,
            picture_tokens: PictureTokens::Tiles { base: 70, tile: 140 },
            ..ANY
        },
    ),
    (
        &["gpt-5"],
        Family {
            max_completion_tokens: true,
            refused: REASONING,
            picture_tokens: PictureTokens::Tiles { base: 70, tile: 140 },
            ..ANY
        },
    ),
    // Anthropic's page on OpenAI SDK compatibility: `n` must be 1. Its page on vision: width x height / 750 tokens,
    // at most about 1600, above which a picture is made smaller; up to 100 pictures a request, here as for all.
    (&["claude"], Family { refused: &[Field::N], picture_tokens: PictureTokens::ClaudeArea, ..ANY }),
    // Google's page "Understand and count tokens": 258 for a small picture, or for each tile of 768 px.
    (&["gemini"], Family { picture_tokens: PictureTokens::GeminiTiles, ..ANY }),
    // xAI's page on models: 256 tokens for each tile of 448 px and for one more, at most 1792. Its page on reasoning:
    // "presencePenalty, frequencyPenalty and stop parameters are not supported by reasoning models".
    (&["grok*non-reasoning", "grok-2"], Family { picture_tokens: PictureTokens::GrokTiles, ..ANY }),
    (
        &["grok-4"],
        Family {
            refused: &[Field::PresencePenalty, Field::FrequencyPenalty, Field::Stop],
            picture_tokens: PictureTokens::GrokTiles,
            ..ANY
        },
    ),
    // Amazon's page on image understanding with Nova: a table of sizes, which a token for 650 px comes near to.
    (
        &["nova-lite", "nova-pro", "nova-premier"],
        Family { picture_tokens: PictureTokens::Area { pixels: 650 }, ..ANY },
    ),
];

/// Reasoning models like their larger sibling, below.
const SMALL_GPT_5: Family = Family { max_completion_tokens: true, refused: REASONING, ..ANY };

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

/// Whether `pattern` occurs in `text`; `*` stands for anything, a `^` at its start for the start of the text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
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
        for model in ["o1", "o3-mini", "openai/o4-mini", "gpt-5", "GPT-5-mini", "gpt-5-nano"] {
            let family = Family::of(model);
            assert!(family.max_completion_tokens && family.refused.contains(&Field::Temperature), "{model}");
        }
        assert!(
            Family::of("o3").refused.contains(&Field::Stop)
                && !Family::of("o1").refused.contains(&Field::Stop)
        );
        assert!(Family::of("gpt-5-chat-latest").refused.is_empty());
        for model in ["gpt-4o", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"] {
            let family = Family::of(model);
            assert!(!family.max_completion_tokens && family.refused.is_empty(), "{model}");
        }
        assert_eq!(Family::of("claude-sonnet-4").refused, [Field::N]);
        assert!(Family::of("grok-4-0709").refused.contains(&Field::Stop));
        assert!(Family::of("grok-4-fast-non-reasoning").refused.is_empty());
    }

    #[test]
    fn each_family_takes_as_many_pictures_as_its_vendor_says() {
        for (model, pictures) in [
            ("meta-llama/llama-4-scout-17b-16e-instruct", 5),
            ("pixtral-large-latest", 8),
            ("glm-4v-flash", 1),
            ("THUDM/glm-4v-9b", 1),
            ("glm-4v-plus", 5),
            ("deepseek-ai/deepseek-vl2", 2),
            ("gpt-4o", 10),
            ("yi-vision", 10),
            ("step-1v-8k", 10),
        ] {
            assert_eq!(Family::of(model).max_pictures, pictures, "{model}");
        }
    }

    #[test]
    fn each_family_counts_pictures_in_its_own_way() {
        for (model, tokens) in [
            ("llama3.2-90b", PictureTokens::LlamaTiles),
            ("gpt-4o-2024-08-06", PictureTokens::Tiles { base: 85, tile: 170 }),
            ("gpt-4o-mini", PictureTokens::Tiles { base: 2833, tile: 5667 }),
            ("gpt-4.1-nano", PictureTokens::Patches { hundredths: 246 }),
            ("o4-mini", PictureTokens::Patches { hundredths: 172 }),
            ("claude-3-5-sonnet-20241022", PictureTokens::ClaudeArea),
            ("gemini-2.5-pro", PictureTokens::GeminiTiles),
            ("google/gemma-3-27b-it", PictureTokens::Each(256)),
            ("qwen2.5-vl-72b-instruct", PictureTokens::Grid { side: 28, long_edge: u32::MAX }),
            ("qwen-vl-ocr", PictureTokens::Grid { side: 28, long_edge: u32::MAX }),
            ("qwen3-vl-plus", PictureTokens::Grid { side: 32, long_edge: u32::MAX }),
            ("amazon.nova-lite-v1:0", PictureTokens::Area { pixels: 650 }),
            ("grok-2-vision-1212", PictureTokens::GrokTiles),
            ("doubao-1.5-vision-pro", PictureTokens::Unknown),
            ("moonshot-v1-8k-vision-preview", PictureTokens::Unknown),
        ] {
            assert_eq!(Family::of(model).picture_tokens, tokens, "{model}");
        }
    }
}
