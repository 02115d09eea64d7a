//! Settings, and what every window hears of.

use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State, Webview};
use tauri_plugin_opener::OpenerExt;
use whatsit_core::log::Entry;
use whatsit_core::service::address::Base;
use whatsit_core::service::families::Family;
use whatsit_core::settings::SettingsChange;
use whatsit_core::wire::{AppEvent, CommandError, SettingsFault, WebPage};

use crate::desktop::{open_with, window};
use crate::faults::sheltered;
use crate::pictures;
use crate::whatsit::{Whatsit, language};

#[tauri::command]
pub(crate) fn listen(app: AppHandle, webview: Webview, channel: Channel<AppEvent>) {
    app.state::<Whatsit>().windows.listen(webview.label(), channel);
    pictures::take_restored(&app);
    open_with::page_listens(&app);
    // The keychain may ask the user; the window is there meanwhile.
    tauri::async_runtime::spawn(async move { app.state::<Whatsit>().read_key().await });
}

#[tauri::command]
pub(crate) async fn change_settings(
    app: AppHandle,
    whatsit: State<'_, Whatsit>,
    mut change: SettingsChange,
) -> Result<Option<SettingsFault>, CommandError> {
    if let Some(typed) = &change.service {
        let base = Base::from_typed(typed).map_err(|_| CommandError::BadAddress)?;
        change.service = Some(base.as_str().to_owned());
    }
    let draws_anew = change.model.is_some();
    let asks_elsewhere = change.service.is_some() || change.practice.is_some();
    let (settings, fault) =
        sheltered(async { Ok::<_, CommandError>(whatsit.settings.change(change)) }).await?;
    if fault.is_some() {
        whatsit.log.write(&Entry::SettingsNotSaved);
    }
    let language = language(&settings);
    whatsit.faults.speak(language);
    let max_pictures = Family::of(&settings.model).max_pictures;
    whatsit.windows.tell(&AppEvent::SettingsChanged { settings, max_pictures, language });
    for window in app.webview_windows().values() {
        // Only a window that is closing can't be named.
        let _ = window.set_title(&window::title(language));
    }
    if draws_anew {
        pictures::prepare_anew(&app);
    }
    if asks_elsewhere {
        tauri::async_runtime::spawn(async move { app.state::<Whatsit>().read_key().await });
    }
    Ok(fault)
}

#[tauri::command]
pub(crate) async fn consent(
    whatsit: State<'_, Whatsit>,
    service: String,
) -> Result<Option<SettingsFault>, CommandError> {
    sheltered(async { Ok(whatsit.settings.consent(&service)?) }).await
}

#[tauri::command]
pub(crate) fn open_web_page(app: AppHandle, page: WebPage) -> Result<(), CommandError> {
    app.opener().open_url(page.address(), None::<&str>).map_err(|_| CommandError::System)
}
