//! A terminal for the program to run in: what it draws is read from a screen, what a user does is typed.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::place::{PROGRAM, Place};

/// How long to wait for anything before a test fails; never how long a test takes.
const DEADLINE: Duration = Duration::from_secs(30);

/// A run of the program to be started.
pub struct Program {
    place: Place,
    args: Vec<String>,
    size: (u16, u16),
    env: Vec<(String, String)>,
}

impl Program {
    /// With the files of `place`, in its folder `work`, as annotator anna.
    pub fn new(place: &Place) -> Self {
        Self { place: place.clone(), args: vec!["--annotator".into(), "anna".into()], size: (80, 24), env: place.environment() }
    }

    /// Without saying who annotates.
    pub fn anonymous(mut self) -> Self {
        self.args.clear();
        self
    }

    /// With more arguments.
    pub fn args<S: AsRef<std::path::Path>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_string_lossy().into_owned()));
        self
    }

    /// On a screen of this size.
    pub fn size(mut self, width: u16, height: u16) -> Self {
        self.size = (width, height);
        self
    }

    /// With a variable in the environment.
    pub fn env(mut self, key: &str, value: impl AsRef<str>) -> Self {
        self.env.push((key.into(), value.as_ref().into()));
        self
    }

    /// Starts it.
    pub fn start(self) -> Terminal {
        let (cols, rows) = self.size;
        let pair = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(PROGRAM);
        command.env_clear();
        self.env.iter().for_each(|(key, value)| command.env(key, value));
        command.args(&self.args);
        command.cwd(self.place.path("work"));
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let seen = Arc::new(Seen { state: Mutex::new(State { parser: vt100::Parser::new(rows, cols, 0), raw: Vec::new() }), changed: Condvar::new() });
        let (reader, writer) = (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let stop = Arc::new(AtomicBool::new(false));
        let (listener, stopped) = (seen.clone(), stop.clone());
        let reader = std::thread::spawn(move || listen(reader, &listener, &stopped));
        Terminal { child, master: Some(pair.master), writer: Some(writer), seen, stop, reader: Some(reader), _place: self.place }
    }
}

struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
}

struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

fn listen(mut reader: Box<dyn Read + Send>, seen: &Seen, stop: &AtomicBool) {
    let mut bytes = [0; 8192];
    while let Ok(count @ 1..) = reader.read(&mut bytes) {
        let mut state = seen.state.lock().unwrap();
        state.parser.process(&bytes[..count]);
        state.raw.extend_from_slice(&bytes[..count]);
        drop(state);
        seen.changed.notify_all();
        if stop.load(Ordering::SeqCst) {
            return;
        }
    }
    seen.changed.notify_all();
}

/// The program, running.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    seen: Arc<Seen>,
    stop: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
    _place: Place,
}

impl Terminal {
    fn state(&self) -> MutexGuard<'_, State> {
        self.seen.state.lock().unwrap()
    }

    /// The text of the screen.
    pub fn screen(&self) -> String {
        self.state().parser.screen().contents()
    }

    /// Every byte that came so far.
    pub fn raw(&self) -> Vec<u8> {
        self.state().raw.clone()
    }

    /// The foreground and background colour of the cell in which `text` begins.
    pub fn colors_of(&self, text: &str) -> (vt100::Color, vt100::Color) {
        let state = self.state();
        let screen = state.parser.screen();
        let (_, width) = screen.size();
        let found = screen.rows(0, width).enumerate().find_map(|(row, line)| Some((row, line.find(text).map(|at| line[..at].chars().count())?)));
        let (row, column) = found.unwrap_or_else(|| panic!("{text} is not on the screen:\n{}", screen.contents()));
        let cell = screen.cell(row as u16, column as u16).unwrap();
        (cell.fgcolor(), cell.bgcolor())
    }

    /// Waits until what is seen fits.
    fn wait_until(&self, what: &str, fits: impl Fn(&State) -> bool) {
        let until = Instant::now() + DEADLINE;
        let mut state = self.state();
        while !fits(&state) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what} on\n{}", state.parser.screen().contents());
            // Looks again now and then: the end of the program is no change of the screen.
            state = self.seen.changed.wait_timeout(state, left.min(Duration::from_millis(100))).unwrap().0;
        }
    }

    /// Waits until a text is on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait_until(text, |state| state.parser.screen().contents().contains(text));
    }

    /// Waits until a text is on the screen no more.
    pub fn wait_gone(&self, text: &str) {
        self.wait_until(&format!("the end of {text}"), |state| !state.parser.screen().contents().contains(text));
    }

    /// Waits until more than `count` bytes have come in all.
    pub fn wait_bytes(&self, count: usize) {
        self.wait_until("more output", |state| state.raw.len() > count);
    }

    /// Waits until a condition holds, on the screen or off it.
    pub fn wait_that(&self, what: &str, holds: impl Fn() -> bool) {
        let until = Instant::now() + DEADLINE;
        while !holds() {
            assert!(Instant::now() < until, "waited in vain for {what} on\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types; `<Tab>`, `<C-q>`, `<Down>` are keys, `<lt>` is `<`.
    pub fn send(&mut self, keys: &str) {
        self.send_bytes(&encode(keys));
    }

    /// Sends bytes as they are.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes).and_then(|()| writer.flush()).unwrap();
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, width: u16, height: u16) {
        // The reader of the screen cannot be as small as the program must.
        self.state().parser.screen_mut().set_size(height.max(3), width.max(3));
        self.master.as_ref().unwrap().resize(PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let status = std::process::Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// The letter of the process's state: `T` when it is stopped.
    pub fn process_state(&self) -> char {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap_or_default();
        stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next()).unwrap_or('-')
    }

    /// Whether the process is over, with all its threads: until then its files are open and its locks held.
    pub fn is_over(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.pid())).map_or(0, Iterator::count);
        self.process_state() == 'Z' && threads <= 1
    }

    /// Closes the terminal, as a window does.
    pub fn hang_up(&mut self) {
        // The reader holds the terminal open and waits for output: a new size makes some.
        self.stop.store(true, Ordering::SeqCst);
        self.resize(91, 27);
        self.reader.take().unwrap().join().unwrap();
        self.writer = None;
        self.master = None;
    }

    /// Waits for the end of the program; returns its exit code.
    pub fn wait_exit(&mut self) -> u32 {
        let until = Instant::now() + DEADLINE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < until, "still running:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(5));
        };
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        assert_eq!(status.signal(), None, "killed by a signal");
        status.exit_code()
    }

    /// Quits with the key for it; returns the exit code.
    pub fn quit(&mut self) -> u32 {
        self.send("<C-q>");
        self.wait_exit()
    }

    /// What was printed after the screen was left; fails when the terminal was not given back as it was.
    pub fn after_screen(&self) -> String {
        let raw = String::from_utf8(self.raw()).unwrap();
        let (before, after) = raw.rsplit_once("\x1b[?1049l").expect("the screen was never left");
        for mode in ["1002", "1006", "1004", "2004"] {
            let (on, off) = (before.rfind(&format!("\x1b[?{mode}h")), before.rfind(&format!("\x1b[?{mode}l")));
            assert!(on < off, "mode {mode} stays on");
        }
        assert!(before.rfind("\x1b[?25l") < before.rfind("\x1b[?25h"), "the cursor stays hidden");
        assert!(before.rfind("\x1b[?1049h").is_some() && !after.contains('\x1b'), "{after:?}");
        after.replace("\r\n", "\n")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The end of a test that failed; after one that did not, the process is gone.
        let _ = self.child.kill();
    }
}

fn encode(keys: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let Some((name, after)) = named else {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &rest[c.len_utf8()..];
            continue;
        };
        match name {
            "Tab" => bytes.push(b'\t'),
            "S-Tab" => bytes.extend_from_slice(b"\x1b[Z"),
            "Esc" => bytes.push(0x1b),
            "Enter" => bytes.push(b'\r'),
            "BS" => bytes.push(0x7f),
            "Up" => bytes.extend_from_slice(b"\x1b[A"),
            "Down" => bytes.extend_from_slice(b"\x1b[B"),
            "Right" => bytes.extend_from_slice(b"\x1b[C"),
            "Left" => bytes.extend_from_slice(b"\x1b[D"),
            "lt" => bytes.push(b'<'),
            _ => match name.strip_prefix("C-").map(str::as_bytes) {
                Some([letter]) => bytes.push(letter & 0x1f),
                _ => panic!("no such key: <{name}>"),
            },
        }
        rest = after;
    }
    bytes
}
