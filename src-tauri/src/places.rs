//! Where this installation keeps its files.

use std::path::PathBuf;

use tauri::{AppHandle, Manager};

/// The folders of this installation. None of them needs to exist yet.
pub(crate) struct Places {
    /// The settings file's folder.
    pub(crate) config: PathBuf,
    /// The web view's own folder; none is the system's usual place.
    pub(crate) web_view: Option<PathBuf>,
}

impl Places {
    /// The system's usual places, or all under `data_dir`.
    pub(crate) fn find(app: &AppHandle, data_dir: Option<PathBuf>) -> tauri::Result<Self> {
        match data_dir {
            Some(folder) => {
                let folder = std::path::absolute(folder)?;
                Ok(Self { web_view: Some(folder.join("web-view")), config: folder })
            }
            None => Ok(Self { config: app.path().app_config_dir()?, web_view: None }),
        }
    }
}
