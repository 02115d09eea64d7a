//! The key goes in here, and never out.

use tauri::State;
use whatsit_core::account;
use whatsit_core::wire::{AppEvent, KeyRefused, KeySaved};

use crate::whatsit::Whatsit;

#[tauri::command]
pub(crate) async fn save_key(
    whatsit: State<'_, Whatsit>,
    key: String,
    session_only: bool,
) -> Result<KeySaved, KeyRefused> {
    let service = whatsit.settings.current().base();
    let saved = account::save_key(&whatsit.client, &whatsit.keys, &service, &key, session_only).await?;
    whatsit.windows.tell(&AppEvent::AccountChanged { account: whatsit.account() });
    Ok(saved)
}

#[tauri::command]
pub(crate) async fn remove_key(whatsit: State<'_, Whatsit>) -> Result<(), KeyRefused> {
    let origin = whatsit.settings.current().origin();
    whatsit.keys.remove(&origin).await.map_err(|code| KeyRefused::KeyStore { code })?;
    whatsit.windows.tell(&AppEvent::AccountChanged { account: whatsit.account() });
    Ok(())
}
