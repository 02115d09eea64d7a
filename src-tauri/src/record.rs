//! What is known of one answer: events go in, and out come the updates that a page needs, each once.

use whatsit_core::event::{AnswerEvent, Notice, NoticeCode, Usage};
use whatsit_core::markdown::Growing;
use whatsit_core::wire::{AnswerUpdate, End};

/// One answer (or several side by side, when more than one was asked for), as far as it has come.
#[derive(Default)]
pub(crate) struct Record {
    model: Option<String>,
    voices: Vec<Voice>,
    usage: Option<Usage>,
    notices: Vec<Notice>,
    end: Option<End>,
    /// What happened since the last `news`, but for text, which each voice gathers by itself.
    news: Vec<AnswerUpdate>,
}

/// The text of one of the answers that were asked for.
#[derive(Default)]
struct Voice {
    text: Growing,
    reasoning: Gathered,
    refusal: Gathered,
}

/// Plain text, of which the part from `told` on is news.
#[derive(Default)]
struct Gathered {
    text: String,
    told: usize,
}

impl Record {
    /// Takes one event in. What comes after the end is not taken.
    pub(crate) fn take(&mut self, event: AnswerEvent) {
        if self.end.is_some() {
            return;
        }
        match event {
            AnswerEvent::Started { model } => {
                self.model = Some(model.clone());
                self.news.push(AnswerUpdate::Started { model });
            }
            AnswerEvent::Text { answer, text } => self.voice(answer).text.push(&text),
            AnswerEvent::Reasoning { answer, text } => self.voice(answer).reasoning.text.push_str(&text),
            AnswerEvent::TextWasReasoning { answer } => {
                let voice = self.voice(answer);
                let text = std::mem::take(&mut voice.text);
                voice.reasoning.text.push_str(text.text());
                self.news.push(AnswerUpdate::Blocks { answer, keep: 0, blocks: Vec::new() });
            }
            AnswerEvent::Refusal { answer, text } => self.voice(answer).refusal.text.push_str(&text),
            AnswerEvent::Usage(usage) => {
                self.usage = Some(usage);
                self.news.push(AnswerUpdate::Usage { usage });
            }
            AnswerEvent::Notice(notice) => {
                self.notices.push(notice.clone());
                self.news.push(AnswerUpdate::Notice { notice });
            }
            AnswerEvent::Finished { finish_reasons } => self.finish(End::Finished { finish_reasons }),
            AnswerEvent::Interrupted { error } => self.finish(End::Interrupted { error }),
            AnswerEvent::Failed { error } => self.finish(End::Failed { error }),
            AnswerEvent::Stopped => self.finish(End::Stopped),
        }
    }

    /// Whether the end has come.
    pub(crate) fn has_ended(&self) -> bool {
        self.end.is_some()
    }

    /// How it ended, with the codes of its notices.
    pub(crate) fn ending(&self) -> Option<(End, Vec<NoticeCode>)> {
        Some((self.end.clone()?, self.notices.iter().map(|notice| notice.code).collect()))
    }

    /// The first answer's text, as Markdown.
    pub(crate) fn text(&self) -> &str {
        self.voices.first().map_or("", |voice| voice.text.text())
    }

    /// The first answer as a reader would copy it: its text, or the refusal.
    pub(crate) fn plain_text(&self) -> String {
        let Some(voice) = self.voices.first() else { return String::new() };
        if voice.text.text().is_empty() {
            voice.refusal.text.clone()
        } else {
            whatsit_core::markdown::plain_text(&whatsit_core::markdown::parse(voice.text.text()))
        }
    }

    /// What is new since the last call. The end comes last, with all text before it.
    pub(crate) fn news(&mut self) -> Vec<AnswerUpdate> {
        let (ends, mut updates): (Vec<_>, Vec<_>) = std::mem::take(&mut self.news)
            .into_iter()
            .partition(|news| matches!(news, AnswerUpdate::End { .. }));
        for (answer, voice) in (0..).zip(&mut self.voices) {
            updates.extend(voice.reasoning.news().map(|text| AnswerUpdate::Reasoning { answer, text }));
            updates.extend(voice.refusal.news().map(|text| AnswerUpdate::Refusal { answer, text }));
            let patch = voice.text.patch();
            updates.extend(patch.map(|patch| AnswerUpdate::Blocks {
                answer,
                keep: patch.keep,
                blocks: patch.blocks,
            }));
        }
        updates.extend(ends);
        updates
    }

    /// Everything up to the last `news`, for a page that starts to watch.
    pub(crate) fn so_far(&self) -> Vec<AnswerUpdate> {
        let mut updates = Vec::new();
        updates.extend(self.model.clone().map(|model| AnswerUpdate::Started { model }));
        for (answer, voice) in (0..).zip(&self.voices) {
            updates.extend(voice.reasoning.told().map(|text| AnswerUpdate::Reasoning { answer, text }));
            updates.extend(voice.refusal.told().map(|text| AnswerUpdate::Refusal { answer, text }));
            let blocks = voice.text.blocks().to_vec();
            updates.push(AnswerUpdate::Blocks { answer, keep: 0, blocks });
        }
        updates.extend(self.usage.map(|usage| AnswerUpdate::Usage { usage }));
        updates.extend(self.notices.iter().cloned().map(|notice| AnswerUpdate::Notice { notice }));
        updates.extend(self.end.clone().map(|end| AnswerUpdate::End { end }));
        updates
    }

    fn finish(&mut self, end: End) {
        for voice in &mut self.voices {
            voice.text.finish();
        }
        self.end = Some(end.clone());
        self.news.push(AnswerUpdate::End { end });
    }

    fn voice(&mut self, answer: u32) -> &mut Voice {
        let at = answer as usize;
        if self.voices.len() <= at {
            self.voices.resize_with(at + 1, Voice::default);
        }
        &mut self.voices[at]
    }
}

impl Gathered {
    fn news(&mut self) -> Option<String> {
        let news = self.text[self.told..].to_owned();
        self.told = self.text.len();
        (!news.is_empty()).then_some(news)
    }

    fn told(&self) -> Option<String> {
        (self.told > 0).then(|| self.text[..self.told].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use whatsit_core::error::{Code, Failure};

    fn text(text: &str) -> AnswerEvent {
        AnswerEvent::Text { answer: 0, text: text.into() }
    }

    /// The blocks a page holds after these updates.
    fn shown(updates: &[AnswerUpdate]) -> Vec<whatsit_core::markdown::Block> {
        let mut shown = Vec::new();
        for update in updates {
            if let AnswerUpdate::Blocks { keep, blocks, .. } = update {
                shown.truncate(*keep as usize);
                shown.extend(blocks.iter().cloned());
            }
        }
        shown
    }

    #[test]
    fn news_add_up_to_the_whole_answer() {
        let mut record = Record::default();
        let mut updates = Vec::new();
        for piece in ["# He", "ading\n\nSome *te", "xt*\n\n- a\n", "- b\n\nend"] {
            record.take(text(piece));
            updates.extend(record.news());
        }
        record.take(AnswerEvent::Finished { finish_reasons: vec!["stop".into()] });
        updates.extend(record.news());
        assert_eq!(
            shown(&updates),
            whatsit_core::markdown::parse("# Heading\n\nSome *text*\n\n- a\n- b\n\nend")
        );
        assert!(matches!(updates.last(), Some(AnswerUpdate::End { .. })));
        assert!(record.news().is_empty());
    }

    #[test]
    fn a_page_that_comes_late_sees_what_the_others_see() {
        let mut record = Record::default();
        record.take(AnswerEvent::Started { model: "m".into() });
        record.take(AnswerEvent::Reasoning { answer: 0, text: "hm".into() });
        record.take(text("one\n\ntwo"));
        let mut first = record.news();
        let late = record.so_far();
        assert_eq!(shown(&late), shown(&first));
        assert!(late.contains(&AnswerUpdate::Reasoning { answer: 0, text: "hm".into() }));
        record.take(text(" more"));
        let news = record.news();
        first.extend(news.clone());
        let mut both = late;
        both.extend(news);
        assert_eq!(shown(&both), shown(&first));
    }

    #[test]
    fn text_that_was_reasoning_moves_there() {
        let mut record = Record::default();
        record.take(text("so the user asks"));
        let mut updates = record.news();
        record.take(AnswerEvent::TextWasReasoning { answer: 0 });
        record.take(text("It is a cat."));
        updates.extend(record.news());
        assert_eq!(shown(&updates), whatsit_core::markdown::parse("It is a cat."));
        let reasoning = AnswerUpdate::Reasoning { answer: 0, text: "so the user asks".into() };
        assert!(updates.contains(&reasoning));
        assert_eq!(record.text(), "It is a cat.");
    }

    #[test]
    fn the_end_comes_behind_all_text_and_nothing_behind_the_end() {
        let mut record = Record::default();
        record.take(text("a"));
        record.take(AnswerEvent::Interrupted { error: Failure::new(Code::CutOff) });
        record.take(text("b"));
        record.take(AnswerEvent::Stopped);
        let news = record.news();
        assert!(matches!(news.last(), Some(AnswerUpdate::End { end: End::Interrupted { .. } })));
        assert_eq!(news.iter().filter(|update| matches!(update, AnswerUpdate::End { .. })).count(), 1);
        assert_eq!(record.text(), "a");
    }
}
