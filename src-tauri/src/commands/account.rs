//! The key goes in here, and never out.

use tauri::State;
use whatsit_core::account;
use whatsit_core::wire::{AppEvent, KeyRefused, KeySaved};

use crate::whatsit::{Whatsit, base, origin};

#[tauri::command]
pub(crate) async fn save_key(
    whatsit: State<'_, Whatsit>,
    key: String,
    session_only: bool,
) -> Result<KeySaved, KeyRefused> {
    let saved = account::save_key(
        &whatsit.client,
        &whatsit.keys,
        &base(&whatsit.settings.current()),
        &key,
        session_only,
    )
    .await?;
    whatsit.windows.tell(&AppEvent::AccountChanged { account: whatsit.account() });
    Ok(saved)
}

#[tauri::command]
pub(crate) async fn remove_key(whatsit: State<'_, Whatsit>) -> Result<(), KeyRefused> {
    let origin = origin(&whatsit.settings.current());
    whatsit.keys.remove(&origin).await.map_err(|code| KeyRefused::KeyStore { code })?;
    whatsit.windows.tell(&AppEvent::AccountChanged { account: whatsit.account() });
    Ok(())
}
