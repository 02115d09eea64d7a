//! The window: opened here, and kept on the page it was opened for.

use std::time::Duration;

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, RunEvent, Url, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::desktop::{drop, page};
use crate::faults::contained;
use crate::places::Places;
use crate::whatsit::Whatsit;

/// How long a closed window may wait for the disk.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens the window that the configuration describes.
pub(crate) fn open(app: &AppHandle, places: &Places) -> tauri::Result<WebviewWindow> {
    let config = app.config().app.windows.first().ok_or(tauri::Error::WindowNotFound)?;
    let mut builder = WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    if let Some(folder) = &places.web_view {
        builder = builder.data_directory(folder.clone());
    }
    let window = builder.build()?;
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
        app.state::<Whatsit>().history.close(PATIENCE);
    }
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
