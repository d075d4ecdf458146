//! Real files, watched natively and by polling.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::sync::mpsc::Receiver;
use std::time::Instant;

use tempfile::TempDir;

use super::*;

/// Long enough for any machine.
const LONG: Duration = Duration::from_secs(10);

/// Never, as far as a test is concerned.
const NEVER: Duration = Duration::from_secs(3600);

/// A folder, a watch, and what the watch tells.
struct Desk {
    dir: TempDir,
    watch: Watch,
    told: Receiver<PathBuf>,
}

impl Desk {
    fn new(native: bool) -> Self {
        // Where the platform watches, nothing may depend on polling.
        Self::with(native, if native { NEVER } else { Duration::from_millis(20) }, |_| String::new())
    }

    fn with(native: bool, interval: Duration, mounts: impl FnOnce(&Path) -> String) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let table = mounts(&dir.path().canonicalize().unwrap());
        let (post, told) = channel();
        let means = Means { native, interval, patience: LONG, mounts: Box::new(move || table.clone()) };
        let watch = Watch::with(means, move |file| drop(post.send(file)));
        Self { dir, watch, told }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    /// Replaces a file as a save does.
    fn replace(&self, name: &str, text: &str) {
        let path = self.path(name);
        let temporary = path.with_file_name(".tagline-0123.tmp");
        fs::write(&temporary, text).unwrap();
        fs::rename(temporary, path).unwrap();
    }

    fn watch(&mut self, names: &[&str]) {
        let files: Vec<_> = names.iter().map(|name| self.path(name)).collect();
        self.watch.files(&files);
    }

    /// What is told until `name` is, which is told last.
    #[track_caller]
    fn told_until(&self, name: &str) -> BTreeSet<String> {
        let mut told = BTreeSet::new();
        loop {
            let file = self.told.recv_timeout(LONG).unwrap_or_else(|_| panic!("{name} was not told, but {told:?}"));
            let file = file.strip_prefix(self.dir.path()).unwrap().to_str().unwrap().to_owned();
            if file == name {
                return told;
            }
            told.insert(file);
        }
    }

    /// All that was still to be told, but for `sentinel`. It changes last and is the last in the order of names: whatever
    /// happened before is told before it.
    #[track_caller]
    fn settle(&self, sentinel: &str) -> BTreeSet<String> {
        self.replace(sentinel, "the end");
        self.told_until(sentinel)
    }

    /// Nothing was still to be told.
    #[track_caller]
    fn quiet_but(&self, sentinel: &str) {
        assert_eq!(self.settle(sentinel), BTreeSet::new());
    }
}

/// Both ways of watching, or the one there is.
fn both(test: impl Fn(Desk)) {
    if cfg!(feature = "watch") {
        test(Desk::new(true));
    }
    test(Desk::new(false));
}

#[test]
fn a_file_is_told_when_it_comes_changes_and_goes() {
    both(|mut desk| {
        desk.watch(&["a.ron", "z"]);
        let steps: [fn(&Desk); 6] = [
            |desk| drop(desk.write("a.ron", "one")),
            |desk| desk.replace("a.ron", "two"),
            |desk| File::options().append(true).open(desk.path("a.ron")).unwrap().write_all(b" and three").unwrap(),
            |desk| fs::remove_file(desk.path("a.ron")).unwrap(),
            |desk| drop(desk.write("a.ron", "again")),
            |desk| fs::rename(desk.path("a.ron"), desk.path("b.ron")).unwrap(),
        ];
        for (n, step) in steps.iter().enumerate() {
            step(&desk);
            assert_eq!(desk.settle("z"), BTreeSet::from(["a.ron".into()]), "step {n}");
        }
    });
}

#[test]
fn changes_close_together_are_told_once() {
    both(|mut desk| {
        desk.write("a.ron", "one");
        desk.watch(&["a.ron", "z"]);
        let begun = Instant::now();
        for n in 0..50 {
            desk.replace("a.ron", &n.to_string());
        }
        let most = begun.elapsed().as_millis() / 50 + 1;
        let mut times = 0;
        desk.told_until("a.ron");
        desk.replace("z", "end");
        while desk.told.recv_timeout(LONG).unwrap() != desk.path("z") {
            times += 1;
        }
        assert!(times < most, "{times} more times");
    });
}

#[test]
fn reading_and_other_files_are_not_told() {
    both(|mut desk| {
        desk.write("a.ron", "one");
        desk.watch(&["a.ron", "z"]);
        let mut text = String::new();
        File::open(desk.path("a.ron")).unwrap().read_to_string(&mut text).unwrap();
        fs::read_dir(desk.dir.path()).unwrap().for_each(drop);
        desk.write("b.ron", "two");
        desk.replace("b.ron", "three");
        desk.write(".tagline-4567.tmp", "left over");
        fs::create_dir(desk.path("c")).unwrap();
        fs::write(desk.path("c").join("a.ron"), "another").unwrap();
        desk.quiet_but("z");
    });
}

#[test]
fn what_is_let_go_of_is_not_told() {
    both(|mut desk| {
        desk.watch(&["a.ron", "b.ron", "z"]);
        desk.write("a.ron", "one");
        desk.told_until("a.ron");
        desk.settle("z");
        desk.watch(&["b.ron", "z"]);
        desk.replace("a.ron", "two");
        desk.quiet_but("z");
        desk.watch(&[]);
        desk.replace("b.ron", "two");
        desk.watch(&["z"]);
        desk.quiet_but("z");
    });
}

#[test]
fn watching_the_same_files_again_tells_nothing_and_loses_nothing() {
    both(|mut desk| {
        desk.write("a.ron", "one");
        desk.watch(&["a.ron", "z"]);
        desk.replace("a.ron", "two");
        desk.watch(&["a.ron", "z", "a.ron"]);
        assert_eq!(desk.settle("z"), BTreeSet::from(["a.ron".into()]));
        desk.watch(&["a.ron", "z"]);
        desk.quiet_but("z");
    });
}

#[test]
fn a_folder_may_come_later_go_and_come_again() {
    both(|mut desk| {
        desk.watch(&["x/y/a.ron", "z"]);
        desk.quiet_but("z");
        for _ in 0..3 {
            fs::create_dir(desk.path("x")).unwrap();
            fs::create_dir(desk.path("x/y")).unwrap();
            desk.write("x/y/a.ron", "one");
            desk.told_until("x/y/a.ron");
            desk.replace("x/y/a.ron", "two");
            desk.told_until("x/y/a.ron");
            fs::remove_dir_all(desk.path("x")).unwrap();
            desk.told_until("x/y/a.ron");
        }
    });
}

#[test]
fn a_file_that_comes_with_its_folder_is_told() {
    both(|mut desk| {
        fs::create_dir_all(desk.path("made/y")).unwrap();
        desk.write("made/y/a.ron", "one");
        desk.watch(&["x/y/a.ron"]);
        fs::rename(desk.path("made"), desk.path("x")).unwrap();
        desk.told_until("x/y/a.ron");
        desk.replace("x/y/a.ron", "two");
        desk.told_until("x/y/a.ron");
    });
}

#[test]
fn a_folder_in_place_of_another_is_the_one_that_counts() {
    both(|mut desk| {
        for folder in ["x", "new"] {
            fs::create_dir(desk.path(folder)).unwrap();
            desk.write(&format!("{folder}/a.ron"), folder);
        }
        desk.watch(&["x/a.ron", "z"]);
        fs::rename(desk.path("x"), desk.path("old")).unwrap();
        fs::rename(desk.path("new"), desk.path("x")).unwrap();
        desk.told_until("x/a.ron");
        // It may have been told when it went, and once more when the other came: at the latest before what comes after.
        desk.settle("z");
        desk.replace("old/a.ron", "of no concern");
        desk.quiet_but("z");
        desk.replace("x/a.ron", "two");
        desk.told_until("x/a.ron");
    });
}

#[test]
#[cfg(unix)]
fn links_to_folders_and_to_files_are_followed() {
    use std::os::unix::fs::symlink;
    both(|mut desk| {
        for folder in ["real", "other"] {
            fs::create_dir(desk.path(folder)).unwrap();
        }
        desk.write("real/a.ron", "one");
        symlink("real", desk.path("folder")).unwrap();
        symlink("folder/a.ron", desk.path("link.ron")).unwrap();
        desk.watch(&["folder/a.ron", "link.ron", "z"]);
        for text in ["two", "three"] {
            desk.replace("real/a.ron", text);
            assert_eq!(desk.settle("z"), BTreeSet::from(["folder/a.ron".into(), "link.ron".into()]));
        }
        // The link leads elsewhere now, and it is there that changes count.
        desk.watch(&["link.ron", "z"]);
        desk.write("other/b.ron", "one");
        symlink("other/b.ron", desk.path("new")).unwrap();
        fs::rename(desk.path("new"), desk.path("link.ron")).unwrap();
        desk.told_until("link.ron");
        desk.settle("z");
        desk.replace("other/b.ron", "two");
        assert_eq!(desk.settle("z"), BTreeSet::from(["link.ron".into()]));
        desk.replace("real/a.ron", "of no concern");
        desk.quiet_but("z");
    });
}

#[test]
#[cfg(unix)]
fn links_to_nowhere_are_polled() {
    let mut desk = Desk::with(true, Duration::from_millis(20), |_| String::new());
    std::os::unix::fs::symlink("nowhere", desk.path("x")).unwrap();
    std::os::unix::fs::symlink("round", desk.path("round")).unwrap();
    desk.watch(&["x/a.ron", "round"]);
    fs::create_dir(desk.path("nowhere")).unwrap();
    desk.write("nowhere/a.ron", "one");
    desk.told_until("x/a.ron");
    fs::remove_file(desk.path("round")).unwrap();
    desk.write("round", "straight");
    desk.told_until("round");
}

#[test]
#[cfg(unix)]
fn folders_that_may_not_be_watched_are_polled() {
    use std::os::unix::fs::PermissionsExt;
    let mut desk = Desk::with(true, Duration::from_millis(20), |_| String::new());
    fs::create_dir(desk.path("x")).unwrap();
    fs::set_permissions(desk.path("x"), fs::Permissions::from_mode(0o300)).unwrap();
    desk.watch(&["x/a.ron"]);
    desk.write("x/a.ron", "one");
    desk.told_until("x/a.ron");
    fs::set_permissions(desk.path("x"), fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn when_the_platform_gives_up_files_are_told_and_polled() {
    let mut desk = Desk::with(true, Duration::from_millis(20), |_| String::new());
    desk.watch(&["a.ron"]);
    desk.watch.orders.send(Message::Broken).unwrap();
    desk.told_until("a.ron");
    desk.write("a.ron", "one");
    desk.told_until("a.ron");
}

#[test]
fn what_is_missed_is_told() {
    let mut desk = Desk::with(true, NEVER, |_| String::new());
    desk.watch(&["a.ron", "b.ron"]);
    desk.watch.orders.send(Message::Missed).unwrap();
    assert_eq!(desk.told_until("b.ron"), BTreeSet::from(["a.ron".into()]));
}

#[test]
fn shares_are_polled_and_disks_are_not() {
    let line = |folder: &Path| format!("1 2 0:3 / {} rw - nfs4 host:/ rw\n", folder.join("share").display());
    // Polling goes on, and the disk is told nevertheless before the hour is over.
    let mut desk = Desk::with(true, Duration::from_millis(20), line);
    fs::create_dir(desk.path("share")).unwrap();
    desk.watch(&["share/a.ron", "b.ron"]);
    desk.write("share/a.ron", "one");
    desk.told_until("share/a.ron");
    desk.write("b.ron", "one");
    desk.told_until("b.ron");
    // Where polling never comes, the share is not told.
    let mut desk = Desk::with(true, NEVER, line);
    fs::create_dir(desk.path("share")).unwrap();
    desk.watch(&["share/a.ron", "z"]);
    desk.write("share/a.ron", "one");
    if cfg!(feature = "watch") {
        desk.quiet_but("z");
    }
}

#[test]
fn a_file_is_told_by_the_name_it_was_given() {
    let (post, told) = channel();
    let mut watch = Watch::new(move |file| drop(post.send(file)));
    let dir = tempfile::tempdir_in(".").unwrap();
    let file = Path::new(dir.path().file_name().unwrap()).join("a.ron");
    watch.files(std::slice::from_ref(&file));
    fs::write(&file, "one").unwrap();
    assert_eq!(told.recv_timeout(LONG).unwrap(), file);
}

#[test]
fn a_watch_that_is_dropped_ends_its_threads() {
    both(|mut desk| {
        desk.watch(&["a.ron"]);
        desk.write("a.ron", "one");
        desk.told_until("a.ron");
        drop(desk.watch);
        // What tells is gone with the thread.
        assert_eq!(desk.told.recv_timeout(LONG), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
    });
}

#[test]
fn whoever_does_not_wait_is_told_once() {
    let (post, told) = channel();
    let slow = Box::new(|| {
        thread::sleep(Duration::from_millis(300));
        String::new()
    });
    for (native, interval) in [(true, NEVER), (false, NEVER)] {
        let (post, slow) = (post.clone(), slow.clone());
        let mut watch = Watch::with(Means { native, interval, patience: Duration::from_millis(1), mounts: slow }, move |file| drop(post.send(file)));
        let begun = Instant::now();
        watch.files(&["/nowhere/a.ron".into()]);
        assert!(begun.elapsed() < Duration::from_millis(300));
        assert_eq!(told.recv_timeout(LONG).unwrap(), Path::new("/nowhere/a.ron"));
    }
}

/// Run it alone: it counts the threads of the whole process. The figures go to `tagline-watch.txt` in the folder for
/// temporary files.
#[test]
#[ignore = "a measurement"]
#[cfg(all(target_os = "linux", feature = "watch"))]
fn delay_and_threads() {
    let threads = || fs::read_dir("/proc/self/task").unwrap().count();
    let ticks = || {
        let stat = fs::read_to_string("/proc/self/stat").unwrap();
        let fields: Vec<u64> = stat.split_whitespace().skip(13).take(2).map(|field| field.parse().unwrap()).collect();
        fields[0] + fields[1]
    };
    let before = threads();
    let mut desk = Desk::new(true);
    let begun = Instant::now();
    desk.watch(&["a.ron", "later/b.ron"]);
    let mut report = format!("files(): {:?}, threads: {before} -> {}", begun.elapsed(), threads());
    let mut delays: Vec<_> = (0..40)
        .map(|n| {
            desk.replace("a.ron", &n.to_string());
            let begun = Instant::now();
            desk.told_until("a.ron");
            begun.elapsed()
        })
        .collect();
    delays.sort();
    report += &format!(", delay: {:?} to {:?}, median {:?}", delays[0], delays[39], delays[20]);
    let busy = ticks();
    thread::sleep(Duration::from_secs(5));
    report += &format!(", ticks in 5 s of nothing: {}", ticks() - busy);
    drop(desk);
    let begun = Instant::now();
    while threads() > before && begun.elapsed() < LONG {
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(threads(), before, "{report}");
    fs::write(std::env::temp_dir().join("tagline-watch.txt"), report + "\n").unwrap();
}
