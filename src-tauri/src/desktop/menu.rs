//! The context menus of a picture and of an answer: the system's own, so that its keys and screen readers work.
//! The page says what one is for; what was chosen is done here, or told to the page where it is the page's to do.

use std::sync::PoisonError;

use tauri::menu::{Menu, MenuBuilder, MenuEvent};
use tauri::{AppHandle, LogicalPosition, Manager, WebviewWindow, Wry};
use whatsit_core::messages::sentence;
use whatsit_core::wire::{AppEvent, Copied, MenuChoice, MenuSubject};

use crate::whatsit::{Whatsit, language};

/// The menu that was shown last. It must live as long as it may be seen.
pub(crate) struct Shown {
    subject: MenuSubject,
    _menu: Menu<Wry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    LookCloser,
    CopyPicture,
    Remove,
    CopySelection,
    CopyAnswer,
    SelectAll,
}

impl Item {
    const ALL: [Self; 6] = [
        Self::LookCloser,
        Self::CopyPicture,
        Self::Remove,
        Self::CopySelection,
        Self::CopyAnswer,
        Self::SelectAll,
    ];

    /// Its sentence's key, under which the menu knows it, too.
    fn key(self) -> &'static str {
        match self {
            Self::LookCloser => "closer",
            Self::CopyPicture => "menu_copy_picture",
            Self::Remove => "menu_remove",
            Self::CopySelection => "copy",
            Self::CopyAnswer => "menu_copy_answer",
            Self::SelectAll => "menu_select_all",
        }
    }
}

/// Shows the menu for `subject` at a point of the window's content.
pub(crate) fn show(
    app: &AppHandle,
    window: &WebviewWindow,
    subject: MenuSubject,
    at: LogicalPosition<f64>,
) -> tauri::Result<()> {
    let whatsit = app.state::<Whatsit>();
    let language = language(&whatsit.settings.current());
    let is_waiting = |id: &str| whatsit.history.draft().iter().any(|picture| picture.id() == id);
    let mut builder = MenuBuilder::new(app);
    for item in items(&subject, is_waiting) {
        builder = builder.text(item.key(), sentence(language, item.key(), &[]));
    }
    let menu = builder.build()?;
    let shown = Shown { subject, _menu: menu.clone() };
    *whatsit.menu.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
    window.popup_menu_at(&menu, at)
}

/// Does what was chosen.
pub(crate) fn chosen(app: &AppHandle, event: &MenuEvent) {
    let whatsit = app.state::<Whatsit>();
    let subject = {
        let shown = whatsit.menu.lock().unwrap_or_else(PoisonError::into_inner);
        shown.as_ref().map(|shown| shown.subject.clone())
    };
    let item = Item::ALL.into_iter().find(|item| event.id() == item.key());
    let (Some(MenuSubject::Picture { id, .. } | MenuSubject::Answer { id, .. }), Some(item)) =
        (subject, item)
    else {
        return;
    };
    let tell = |choice| whatsit.windows.tell(&AppEvent::MenuChosen { choice });
    match item {
        Item::LookCloser => tell(MenuChoice::LookCloser { picture: id }),
        Item::Remove => tell(MenuChoice::Remove { picture: id }),
        Item::CopySelection => tell(MenuChoice::CopySelection),
        Item::SelectAll => tell(MenuChoice::SelectAll { answer: id }),
        Item::CopyPicture => copy(app, Copied::Picture, id),
        Item::CopyAnswer => copy(app, Copied::Answer, id),
    }
}

/// Off the window's own thread: a picture has to be opened first, and a clipboard may take its time.
fn copy(app: &AppHandle, what: Copied, id: String) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let whatsit = app.state::<Whatsit>();
        let copied = match what {
            Copied::Picture => whatsit.copy_picture(&id),
            Copied::Answer => whatsit.copy_answer(&id),
        };
        if copied.is_err() {
            whatsit.windows.tell(&AppEvent::NotCopied { what });
        }
    });
}

fn items(subject: &MenuSubject, is_waiting: impl Fn(&str) -> bool) -> Vec<Item> {
    let offered = match subject {
        MenuSubject::Picture { id, enlarged } => vec![
            (Item::LookCloser, !enlarged),
            (Item::CopyPicture, true),
            (Item::Remove, !enlarged && is_waiting(id)),
        ],
        MenuSubject::Answer { id: _, selected } => {
            vec![(Item::CopySelection, *selected), (Item::CopyAnswer, true), (Item::SelectAll, true)]
        }
    };
    offered.into_iter().filter_map(|(item, is_offered)| is_offered.then_some(item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_waiting_picture_can_be_removed_and_only_a_selection_copied() {
        let picture = |enlarged| MenuSubject::Picture { id: "p".into(), enlarged };
        assert_eq!(items(&picture(false), |_| true), [Item::LookCloser, Item::CopyPicture, Item::Remove]);
        assert_eq!(items(&picture(false), |_| false), [Item::LookCloser, Item::CopyPicture]);
        assert_eq!(items(&picture(true), |_| true), [Item::CopyPicture]);
        let answer = |selected| MenuSubject::Answer { id: "a".into(), selected };
        assert_eq!(items(&answer(false), |_| false), [Item::CopyAnswer, Item::SelectAll]);
        assert_eq!(items(&answer(true), |_| false)[0], Item::CopySelection);
    }
}
