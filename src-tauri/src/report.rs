//! *Report a problem*: the text that was shown is the one that is copied or written.

use std::fs;
use std::path::Path;

use whatsit_core::log::System;
use whatsit_core::report::{LOG_LINES, Report, text};
use whatsit_core::wire::CommandError;

use crate::whatsit::Whatsit;

/// What this program is and runs on.
pub(crate) fn system() -> System {
    System {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        os: format!("{}, {}", os().unwrap_or_else(|| std::env::consts::OS.into()), std::env::consts::ARCH),
        web_view: tauri::webview_version().unwrap_or_else(|_| "-".into()),
    }
}

/// The operating system and its version.
#[cfg(target_os = "linux")]
fn os() -> Option<String> {
    let release = fs::read_to_string("/etc/os-release").ok()?;
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches(['"', '\'']).to_owned())
}

/// The operating system and its version.
#[cfg(target_os = "macos")]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may not be known")]
fn os() -> Option<String> {
    let version = objc2_foundation::NSProcessInfo::processInfo().operatingSystemVersionString();
    Some(format!("macOS {version}"))
}

/// The operating system and its version.
#[cfg(windows)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may not be known")]
fn os() -> Option<String> {
    let version = windows_version::OsVersion::current();
    Some(format!("Windows {}.{}.{}", version.major, version.minor, version.build))
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
