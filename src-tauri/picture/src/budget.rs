//! What a model takes of a picture: how large.

/// The limits of one model, for [`crate::prepare`] and [`crate::join`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The longer side, in pixels; a larger picture is made smaller.
    pub long_edge: u32,
    /// Each side, in pixels; a smaller picture is enlarged, or padded where its long edge leaves no room.
    pub short_edge: u32,
    /// The encoded picture in base64, in bytes.
    pub max_base64_bytes: usize,
}

impl Default for Budget {
    /// What every family takes: Claude makes more than 1568 px smaller by itself, some hosts refuse less than
    /// 32 px, and 3 MB leave room in the smallest known request limit (Groq, 4 MB).
    fn default() -> Self {
        Self { long_edge: 1568, short_edge: 32, max_base64_bytes: 3_000_000 }
    }
}

impl Budget {
    /// The limits of the model with this id, as the services' documentation has them; [`Budget::default`] for
    /// a model that is not known. Upper and lower case are the same.
    ///
    /// * `llama3.2-*`: four tiles of 560 px (Meta's model card).
    /// * Qwen-VL: at least 56 px a side (Alibaba Model Studio).
    #[must_use]
    pub fn for_model(model: &str) -> Self {
        let model = model.to_ascii_lowercase();
        let has = |part| model.contains(part);
        let all = Self::default();
        if has("llama3.2") || has("llama-3.2") || has("llama3-2") || has("llama-3-2") {
            Self { long_edge: 1120, ..all }
        } else if (has("qwen") && has("vl")) || has("qvq") {
            Self { short_edge: 56, ..all }
        } else {
            all
        }
    }

    /// Whether so many bytes fit once they are base64.
    pub(crate) fn holds(&self, bytes: usize) -> bool {
        bytes.div_ceil(3) * 4 <= self.max_base64_bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn llama_3_2_takes_1120_pixels() {
        for id in [
            "llama3.2-90b",
            "llama3.2-11b",
            "meta-llama/Llama-3.2-90B-Vision-Instruct",
            "us.meta.llama3-2-11b",
        ] {
            assert_eq!(Budget::for_model(id).long_edge, 1120, "{id}");
        }
    }

    #[test]
    fn an_unknown_model_gets_the_safe_recipe() {
        assert_eq!(Budget::for_model("llama-4-maverick"), Budget::default());
        assert_eq!(Budget::for_model(""), Budget::default());
    }

    #[test]
    fn qwen_vl_takes_56_pixels_at_least() {
        assert_eq!(Budget::for_model("Qwen/Qwen2.5-VL-72B-Instruct").short_edge, 56);
    }

    #[test]
    fn base64_is_counted_with_its_padding() {
        let budget = Budget { max_base64_bytes: 8, ..Budget::default() };
        assert!(budget.holds(6));
        assert!(!budget.holds(7));
    }
}
