//! The process that shows the page may die: then the page is loaded again, and finds everything as it was, since
//! conversations and running answers belong to the program.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use tauri::{AppHandle, Manager, WebviewWindow};
use whatsit_core::log::Entry;

use crate::faults::contained;
use crate::whatsit::Whatsit;

/// So many deaths within `MINUTE`, and the page is not loaded again: it would only die once more.
const DEATHS: usize = 3;
const MINUTE: Duration = Duration::from_mins(1);

/// When the page died lately.
#[derive(Default)]
pub(crate) struct Deaths(Vec<Instant>);

impl Deaths {
    /// Counts one more. `true` when there were too many.
    fn another(&mut self, now: Instant) -> bool {
        self.0.retain(|died| now.duration_since(*died) < MINUTE);
        self.0.push(now);
        self.0.len() >= DEATHS
    }
}

/// Loads the page again whenever its process is gone.
#[cfg(target_os = "linux")]
pub(crate) fn keep_alive(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;
    let app = window.app_handle().clone();
    window.with_webview(move |view| {
        view.inner().connect_web_process_terminated(move |view, _| {
            contained(|| died(&app, || view.reload()));
        });
    })
}

/// Loads the page again whenever its process is gone. When the browser's own process is gone, nothing is left to load
/// it with.
#[cfg(windows)]
#[expect(unsafe_code, reason = "COM")]
pub(crate) fn keep_alive(window: &WebviewWindow) -> tauri::Result<()> {
    use webview2_com::Microsoft::Web::WebView2::Win32::{
        COREWEBVIEW2_PROCESS_FAILED_KIND_BROWSER_PROCESS_EXITED,
        COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_EXITED,
    };
    let app = window.app_handle().clone();
    window.with_webview(move |view| {
        // SAFETY: the calls of a COM object that lives on this thread.
        let Ok(view) = (unsafe { view.controller().CoreWebView2() }) else { return };
        let handler = webview2_com::ProcessFailedEventHandler::create(Box::new(move |view, event| {
            let mut kind = COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_EXITED;
            if let Some(event) = event {
                // SAFETY: `kind` outlives the call.
                unsafe { event.ProcessFailedKind(&raw mut kind)? };
            }
            contained(|| match (kind, view) {
                (COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_EXITED, Some(view)) => {
                    // SAFETY: the object that this event came from, on its thread.
                    died(&app, || drop(unsafe { view.Reload() }));
                }
                (COREWEBVIEW2_PROCESS_FAILED_KIND_BROWSER_PROCESS_EXITED, _) => give_up(&app),
                _ => {}
            });
            Ok(())
        }));
        let mut token = 0;
        // SAFETY: the handler is counted by the object it is added to; `token` outlives the call.
        let _ = unsafe { view.add_ProcessFailed(&handler, &raw mut token) };
    })
}

/// The application hears of it: `reload_dead`.
#[cfg(not(any(target_os = "linux", windows)))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(crate) fn keep_alive(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Loads the page of `view` again, whose process is gone.
#[cfg(target_os = "macos")]
pub(crate) fn reload_dead(view: &tauri::Webview) {
    contained(|| died(view.app_handle(), || drop(view.reload())));
}

fn died(app: &AppHandle, reload: impl FnOnce()) {
    let whatsit = app.state::<Whatsit>();
    whatsit.log.write(&Entry::PageLost);
    let too_many = whatsit.page_deaths.lock().is_ok_and(|mut deaths| deaths.another(Instant::now()));
    if too_many {
        give_up(app);
    } else {
        reload();
    }
}

fn give_up(app: &AppHandle) {
    app.state::<Whatsit>().faults.say_last_words();
    app.exit(1);
}

/// When the page died lately, for whoever counts.
pub(crate) type PageDeaths = Mutex<Deaths>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_deaths_within_a_minute_are_too_many() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut deaths = Deaths::default();
        assert!(!deaths.another(start));
        assert!(!deaths.another(after(50)));
        assert!(!deaths.another(after(70)), "the first is forgotten");
        assert!(deaths.another(after(80)));
    }
}
