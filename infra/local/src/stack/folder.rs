//! The data folder: one stack at a time uses it, and a first start that broke off is begun anew.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::StackError;
use crate::seed::Seeded;

/// The file that says that the data beside it is complete.
const COMPLETE: &str = "seed.json";

/// A data folder that no other stack uses meanwhile.
pub(super) struct DataFolder {
    /// Where the databases are.
    pub(super) files: PathBuf,
    /// What the seed made at the first start; `None` where that is still to be done.
    pub(super) seeded: Option<Seeded>,
    // Held for as long as the folder is used.
    _lock: File,
}

impl DataFolder {
    /// Makes the folder where it is missing, takes its lock, and deletes data that is not to be used.
    pub(super) fn open(folder: &Path, fresh: bool) -> Result<Self, StackError> {
        let lock = lock(folder)?;
        let files = folder.join("data");
        let seeded = open_data(&files, fresh)?;
        Ok(Self {
            files,
            seeded,
            _lock: lock,
        })
    }

    /// Remembers that the first start got to its end.
    pub(super) fn complete(&self, seeded: &Seeded) -> Result<(), StackError> {
        let path = self.files.join(COMPLETE);
        let text = serde_json::to_string(seeded).map_err(|error| unusable(&path, error.into()))?;
        write_whole(&path, &text)
    }
}

/// Writes a file that others see either whole or not at all.
pub(super) fn write_whole(path: &Path, text: &str) -> Result<(), StackError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|cause| unusable(folder, cause))?;
    }
    let beside = path.with_extension("new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|cause| unusable(path, cause))
}

/// Makes the folder, and takes its lock.
fn lock(folder: &Path) -> Result<File, StackError> {
    std::fs::create_dir_all(folder).map_err(|cause| unusable(folder, cause))?;
    let path = folder.join("lock");
    let lock = File::create(&path).map_err(|cause| unusable(&path, cause))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StackError::FolderInUse(folder.to_owned())),
        Err(TryLockError::Error(cause)) => Err(unusable(&path, cause)),
    }
}

/// Makes the folder for databases. One whose first start did not get to its end is begun anew.
fn open_data(files: &Path, fresh: bool) -> Result<Option<Seeded>, StackError> {
    let failed = |cause| unusable(files, cause);
    let seeded = match std::fs::read_to_string(files.join(COMPLETE)) {
        Ok(text) if !fresh => serde_json::from_str(&text).ok(),
        Ok(_) => None,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
        Err(cause) => return Err(failed(cause)),
    };
    if seeded.is_none() {
        match std::fs::remove_dir_all(files) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(failed(cause)),
            Ok(()) | Err(_) => {}
        }
    }
    std::fs::create_dir_all(files).map_err(failed)?;
    Ok(seeded)
}

fn unusable(path: &Path, cause: io::Error) -> StackError {
    StackError::File {
        path: path.to_owned(),
        cause,
    }
}
