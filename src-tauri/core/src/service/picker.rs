//! A catalogue as it is chosen from: by maker, searched, with what the user has said of models.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::catalogue::{Catalogue, Model};
use super::families::matches;
use super::models::sees;
use super::price::Price;

/// What the user has said of one service's models, and what its refusals have taught.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// Whether a model sees pictures, by id.
    pub sees_pictures: BTreeMap<String, bool>,
    /// The ids of favourites.
    pub favourites: BTreeSet<String>,
}

/// The models of one maker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its name; none for models whose names do not tell.
    pub maker: Option<&'static str>,
    /// In the catalogue's order.
    pub entries: Vec<Entry>,
}

/// A model to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What a request calls it.
    pub id: String,
    /// What people call it, when that is something else.
    pub name: Option<String>,
    /// A sentence about it.
    pub description: Option<String>,
    /// The same in Chinese.
    pub description_zh: Option<String>,
    /// Whether it sees pictures.
    pub sees_pictures: bool,
    /// Whether it is the user, or a refusal, that says so.
    pub is_chosen: bool,
    /// Whether it is a favourite.
    pub is_favourite: bool,
    /// How many tokens a question and its answer can have together.
    pub context_tokens: Option<u64>,
    /// What it costs.
    pub price: Price,
}

impl Choices {
    /// Whether a model sees pictures, as far as anything is known of it.
    #[must_use]
    pub fn sees_pictures(&self, id: &str, catalogue: Option<&Catalogue>) -> bool {
        let listed = catalogue.and_then(|catalogue| catalogue.model(id)?.listed_as_seeing);
        sees(id, listed, self.sees_pictures.get(id).copied())
    }
}

/// The models whose id, name or maker holds every word of `search`, by maker: in the order of `MAKERS`, those
/// without a maker last.
#[must_use]
pub fn groups(catalogue: &Catalogue, choices: &Choices, search: &str) -> Vec<Group> {
    let search = search.to_lowercase();
    let words: Vec<_> = search.split_whitespace().collect();
    let mut groups: Vec<Group> = MAKERS
        .iter()
        .map(|(maker, _)| Some(*maker))
        .chain([None])
        .map(|maker| Group { maker, entries: Vec::new() })
        .collect();
    for model in &catalogue.models {
        let place = place_of_maker(&model.id);
        let about =
            [&*model.id, model.name.as_deref().unwrap_or_default(), groups[place].maker.unwrap_or_default()];
        let about = about.join(" ").to_lowercase();
        if words.iter().all(|word| about.contains(word)) {
            groups[place].entries.push(Entry::of(model, choices));
        }
    }
    groups.retain(|group| !group.entries.is_empty());
    groups
}

impl Entry {
    fn of(model: &Model, choices: &Choices) -> Self {
        let chosen = choices.sees_pictures.get(&model.id).copied();
        Self {
            id: model.id.clone(),
            name: model.name.clone(),
            description: model.description.clone(),
            description_zh: model.description_zh.clone(),
            sees_pictures: sees(&model.id, model.listed_as_seeing, chosen),
            is_chosen: chosen.is_some(),
            is_favourite: choices.favourites.contains(&model.id),
            context_tokens: model.context_tokens,
            price: model.price,
        }
    }
}

/// Where the group of a model's maker stands; behind all for a name that does not tell.
fn place_of_maker(id: &str) -> usize {
    let id = id.to_lowercase();
    let place = MAKERS.iter().position(|(_, patterns)| patterns.iter().any(|pattern| matches(pattern, &id)));
    place.unwrap_or(MAKERS.len())
}

/// Makers, and how the names of their models tell: what is trained on another's model belongs to who trained it, so
/// the narrower names come first.
const MAKERS: [(&str, &[&str]); 21] = [
    ("NVIDIA", &["nemotron"]),
    ("Shanghai AI Lab", &["internvl", "internlm"]),
    ("DeepSeek", &["deepseek"]),
    ("Meta", &["llama"]),
    ("OpenAI", &["gpt-", "^o1", "^o3", "^o4", "/o1", "/o3", "/o4", "chatgpt", "openai/"]),
    ("Anthropic", &["claude"]),
    ("Google", &["gemini", "gemma"]),
    ("Alibaba", &["qwen", "qwq", "qvq"]),
    ("Mistral AI", &["mistral", "mixtral", "pixtral", "ministral", "codestral", "magistral"]),
    ("xAI", &["grok"]),
    ("Moonshot AI", &["moonshot", "kimi"]),
    ("Zhipu AI", &["glm"]),
    ("ByteDance", &["doubao", "seed-"]),
    ("StepFun", &["^step-", "/step"]),
    ("01.AI", &["^yi-", "/yi-"]),
    ("Amazon", &["nova-"]),
    ("MiniMax", &["minimax", "^abab"]),
    ("Tencent", &["hunyuan"]),
    ("Baidu", &["ernie"]),
    ("Microsoft", &["^phi-", "/phi-"]),
    ("Cohere", &["command-", "^command", "aya-"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(ids: &[&str]) -> Catalogue {
        let models = ids.iter().map(|id| Model { id: (*id).to_owned(), ..Model::default() });
        Catalogue { models: models.collect() }
    }

    fn shown(groups: &[Group]) -> Vec<(Option<&str>, Vec<&str>)> {
        let ids = |group: &Group| -> Vec<_> { group.entries.iter().map(|entry| entry.id.clone()).collect() };
        let leak = |group| ids(group).into_iter().map(|id| &*id.leak()).collect();
        groups.iter().map(|group| (group.maker, leak(group))).collect()
    }

    #[test]
    fn models_stand_by_their_maker() {
        let all = catalogue(&[
            "gpt-4o",
            "llama3.2-90b",
            "deepseek-r1-distill-llama-70b",
            "brand-new",
            "nvidia/llama-3.1-nemotron-70b",
            "Llama-4-Scout",
            "step-1v-8k",
        ]);
        assert_eq!(
            shown(&groups(&all, &Choices::default(), "")),
            [
                (Some("NVIDIA"), vec!["nvidia/llama-3.1-nemotron-70b"]),
                (Some("DeepSeek"), vec!["deepseek-r1-distill-llama-70b"]),
                (Some("Meta"), vec!["llama3.2-90b", "Llama-4-Scout"]),
                (Some("OpenAI"), vec!["gpt-4o"]),
                (Some("StepFun"), vec!["step-1v-8k"]),
                (None, vec!["brand-new"]),
            ]
        );
    }

    #[test]
    fn a_search_finds_ids_and_makers() {
        let all = catalogue(&["gpt-4o", "gpt-4o-mini", "llama3.2-90b"]);
        assert_eq!(
            shown(&groups(&all, &Choices::default(), " MINI 4o ")),
            [(Some("OpenAI"), vec!["gpt-4o-mini"])]
        );
        assert_eq!(shown(&groups(&all, &Choices::default(), "meta")), [(Some("Meta"), vec!["llama3.2-90b"])]);
        assert!(groups(&all, &Choices::default(), "nothing like it").is_empty());
    }

    #[test]
    fn what_the_user_says_counts() {
        let mut choices = Choices::default();
        choices.sees_pictures.insert("gpt-4o".into(), false);
        choices.favourites.insert("gpt-4o".into());
        let [group] = &groups(&catalogue(&["gpt-4o"]), &choices, "")[..] else { panic!("one group") };
        let entry = &group.entries[0];
        assert!(!entry.sees_pictures && entry.is_chosen && entry.is_favourite);
        assert!(!choices.sees_pictures("gpt-4o", None));
        assert!(choices.sees_pictures("llama3.2-90b", None));
        let text = serde_json::to_string(&choices).unwrap();
        assert_eq!(serde_json::from_str::<Choices>(&text).unwrap(), choices);
    }
}
