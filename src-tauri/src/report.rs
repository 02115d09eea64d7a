//! *Report a problem*: the text that was shown is the one that is copied or written.

use std::fs;
use std::path::Path;

use whatsit_core::log::System;
use whatsit_core::report::{LOG_LINES, Report, text};
use whatsit_core::wire::CommandError;

use crate::whatsit::Whatsit;

/// What this program is and runs on. Takes a moment: the system may have to be asked.
pub(crate) fn system() -> System {
    let os = os_info::get();
    System {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        os: format!("{os}, {}", std::env::consts::ARCH),
        web_view: tauri::webview_version().unwrap_or_else(|_| "-".into()),
    }
}

/// A new report on this run; it is the one that is shown from now on.
pub(crate) fn make(whatsit: &Whatsit) -> String {
    let report = text(&Report {
        system: &system(),
        locale: sys_locale::get_locale().as_deref(),
        settings: &whatsit.settings.current(),
        log: &whatsit.log.last_lines(LOG_LINES),
    });
    whatsit.report.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone_from(&report);
    report
}

/// The report that is shown.
pub(crate) fn shown(whatsit: &Whatsit) -> String {
    whatsit.report.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
}

/// Writes the report that is shown.
pub(crate) fn write(whatsit: &Whatsit, file: &Path) -> Result<(), CommandError> {
    fs::write(file, shown(whatsit)).map_err(|_| CommandError::NotSaved)
}
