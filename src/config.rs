//! Floor 3: settings, codebook, keys and theme.
//!
//! Pure: text in, resolved values and [`Diagnostic`]s out. Knows where in a file an entry stands, but opens no file, and
//! knows no terminal: colours are red, green and blue, keys are [`Key`]s of its own.
//!
//! ```text
//! config.ron   ──Settings::parse──▶  Settings ──┐
//! tagline.ron  ──Project::parse───▶  Project    ├─ Keymap::new ──▶ Keymap
//!                                    COMMANDS ──┘
//! ```

mod command;
mod diagnostic;
mod key;
mod keymap;
mod layout;

pub use command::{COMMANDS, Command, CommandInfo, Context, Group};
pub use diagnostic::{Diagnostic, Place, nearest};
pub use key::{Key, KeyCode, KeyError};
pub use keymap::{Action, KeyConflict, KeyConflicts, KeyOverride, Keymap};
pub use layout::{Layout, Translation};
