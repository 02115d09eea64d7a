//! The window: opened here where it was last, shown when its page is drawn, and kept on that page.

use std::time::Duration;

use tauri::plugin::TauriPlugin;
use tauri::utils::config::Color;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager, RunEvent, Theme, Url, WebviewWindow, WebviewWindowBuilder, WindowEvent, Wry,
};
use tauri_plugin_window_state::StateFlags;
use whatsit_core::messages::sentence;
use whatsit_core::settings::Language;

use crate::desktop::{drop, page};
use crate::faults::contained;
use crate::places::Places;
use crate::whatsit::{Whatsit, language};

/// How long a closed window may wait for the disk.
const PATIENCE_OF_CLOSING: Duration = Duration::from_secs(3);
/// How long a page may take to be drawn. Then the window is shown without it: a program nobody sees can't be closed.
const PATIENCE: Duration = Duration::from_secs(2);
/// The page's `--paper`, so that nothing flashes before the page is there.
const LIGHT: Color = Color(0xfa, 0xf6, 0xef, 0xff);
const DARK: Color = Color(0x1c, 0x18, 0x15, 0xff);

/// Keeps the window's place and size; the page is never asked.
pub(crate) fn memory(places: &Places) -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        // A whole path counts as it is, instead of one within the configuration's folder.
        .with_filename(places.window.to_string_lossy())
        .build()
}

/// Opens the window that the configuration describes.
pub(crate) fn open(app: &AppHandle, places: &Places) -> tauri::Result<WebviewWindow> {
    let config = app.config().app.windows.first().ok_or(tauri::Error::WindowNotFound)?;
    let mut builder = WebviewWindowBuilder::from_config(app, config)?
        .visible(false)
        .title(title(language(&app.state::<Whatsit>().settings.current())))
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    if let Some(folder) = &places.web_view {
        builder = builder.data_directory(folder.clone());
    }
    let window = builder.build()?;
    show_without_page(window.clone());
    let app = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::DragDrop(event) = event {
            contained(|| drop::handle(&app, event));
        }
    });
    page::keep_alive(&window)?;
    Ok(window)
}

/// When the last window has closed, what waits to be asked goes to the disk.
pub(crate) fn hear(app: &AppHandle, event: &RunEvent) {
    if let RunEvent::Exit = event {
        app.state::<Whatsit>().history.close(PATIENCE_OF_CLOSING);
    }
}

/// Shows the window in the colour of its page.
pub(crate) fn reveal(window: &WebviewWindow, dark: bool) -> tauri::Result<()> {
    window.set_background_color(Some(if dark { DARK } else { LIGHT }))?;
    if window.is_visible()? { Ok(()) } else { window.show() }
}

/// What the window is called in that language.
pub(crate) fn title(language: Language) -> String {
    sentence(language, "app_name", &[])
}

fn show_without_page(window: WebviewWindow) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        if !window.is_visible().unwrap_or(false) {
            // A window that cannot be shown is gone.
            let _ = reveal(&window, matches!(window.theme(), Ok(Theme::Dark)));
        }
    });
}

/// Tauri serves the page as `tauri://localhost`, on Windows as `http://tauri.localhost`.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_has_the_colour_of_its_page() {
        let tokens = include_str!("../../../ui/src/styles/tokens.css");
        for Color(red, green, blue, _) in [LIGHT, DARK] {
            let paper = format!("--paper: #{red:02x}{green:02x}{blue:02x};");
            assert!(tokens.contains(&paper), "{paper}");
        }
    }

    #[test]
    fn only_the_apps_own_page_is_navigated_to() {
        assert!(is_own_page(&"tauri://localhost/index.html".parse().unwrap()));
        for other in [
            "https://api.302.ai/",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "data:text/html,x",
            "http://localhost/",
        ] {
            assert!(!is_own_page(&other.parse().unwrap()), "{other}");
        }
    }
}
