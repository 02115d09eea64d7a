//! The key goes in here, and never out.

use tauri::State;
use whatsit_core::account;
use whatsit_core::log::KeyDeed;
use whatsit_core::wire::{AppEvent, KeyRefused, KeySaved};

use crate::faults::sheltered;
use crate::whatsit::Whatsit;

#[tauri::command]
pub(crate) async fn save_key(
    whatsit: State<'_, Whatsit>,
    key: String,
    session_only: bool,
) -> Result<KeySaved, KeyRefused> {
    let service = whatsit.settings.current().base();
    let save = account::save_key(&whatsit.client, &whatsit.keys, &service, &key, session_only);
    let saved = sheltered(save).await.inspect_err(|refused| whatsit.log_refused(KeyDeed::Save, refused))?;
    whatsit.windows.tell(&AppEvent::AccountChanged { account: whatsit.account() });
    Ok(saved)
}

#[tauri::command]
pub(crate) async fn remove_key(whatsit: State<'_, Whatsit>) -> Result<(), KeyRefused> {
    let origin = whatsit.settings.current().origin();
    let remove = async { whatsit.keys.remove(&origin).await.map_err(|code| KeyRefused::KeyStore { code }) };
    sheltered(remove).await.inspect_err(|refused| whatsit.log_refused(KeyDeed::Remove, refused))?;
    whatsit.windows.tell(&AppEvent::AccountChanged { account: whatsit.account() });
    Ok(())
}
