//! Power cuts: a disk image is copied while a process writes to it, and what is on the copy is what a cut would have left.
//!
//! The process is stopped first, so that the copy is of one moment. The image is mounted with a long commit interval: what
//! was not synced is not in it. A control that syncs nothing must lose something, or the test could not see a loss.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tagline::article::Text;

use crate::company::{lines, writer};
use crate::place::STORY;

/// An image with a file system, mounted somewhere.
struct Disk {
    folder: tempfile::TempDir,
}

fn run(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).output().is_ok_and(|output| output.status.success())
}

impl Disk {
    /// Nothing, said loudly, where images cannot be made and mounted.
    fn new() -> Option<Self> {
        let disk = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(disk.path("disk")).unwrap();
        std::fs::create_dir(disk.path("after")).unwrap();
        std::fs::File::create(disk.path("image")).unwrap().set_len(24 << 20).unwrap();
        if run("mkfs.ext4", &["-q", "-F", disk.text("image").as_str()]) && disk.mount("image", "disk") {
            return Some(disk);
        }
        eprintln!("SKIPPED: no ext4 image can be made and mounted here (root and loop devices are needed): power cuts are not tested");
        None
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_string_lossy().into_owned()
    }

    fn mount(&self, image: &str, at: &str) -> bool {
        run("mount", &["-o", "loop,commit=300", self.text(image).as_str(), self.text(at).as_str()])
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        for name in ["after", "disk"] {
            run("umount", &["-l", self.text(name).as_str()]);
        }
    }
}

/// How many acknowledged edits are not in the record after a cut, of how many, and whether it could be read.
fn cut(disk: &Disk, name: &str, wanted: usize, environment: &[(&str, &str)]) -> (usize, usize, bool) {
    let acks = disk.path(&format!("acks-{name}"));
    let (mut child, acks) = writer(&disk.path("disk"), acks, name, 100_000, environment);
    let begun = Instant::now();
    while lines(&acks).len() < wanted {
        assert!(begun.elapsed() < Duration::from_secs(30), "the writer does nothing");
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    assert!(run("kill", &["-STOP", pid.as_str()]));
    let stopped = || std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") T "));
    while !stopped() {
        std::thread::yield_now();
    }
    // Requests that are under way reach the image; nothing can be waited for.
    std::thread::sleep(Duration::from_millis(150));
    let acknowledged = lines(&acks);
    std::fs::copy(disk.path("image"), disk.path("copy")).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(disk.mount("copy", "after"));
    let record = std::fs::read_to_string(disk.path("after/work/annotations/anna/story.txt.ron")).unwrap_or_default();
    assert!(run("umount", &[disk.text("after").as_str()]));
    let read = tagline::library::read_record(&record, &Text::new(STORY)).ok();
    let there = |id: &String| read.as_ref().is_some_and(|record| record.set.get(&id.as_str().into()).is_some());
    (acknowledged.iter().filter(|id| !there(id)).count(), acknowledged.len(), read.is_some())
}

fn cuts(count: usize, seed: u64) {
    let Some(disk) = Disk::new() else { return };
    let project = |root: &Path| {
        std::fs::create_dir_all(root.join("work")).unwrap();
        std::fs::write(root.join("work/story.txt"), STORY).unwrap();
        std::fs::write(root.join("work/tagline.ron"), "()").unwrap();
    };
    project(&disk.path("disk"));
    let mut dice = seed;
    let mut total = 0;
    for n in 0..count {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (lost, acknowledged, readable) = cut(&disk, &format!("p{n}"), 1 + (dice >> 33) as usize % 25, &[]);
        assert!(lost == 0 && readable, "seed {seed}, cut {n}: {lost} of {acknowledged} lost, readable: {readable}");
        total += acknowledged;
    }
    let mut lost = 0;
    for n in 0..3 {
        lost += cut(&disk, &format!("c{n}"), 10, &[("TAGLINE_NOSYNC", "1")]).0;
    }
    assert!(lost > 0, "without syncing nothing was lost: the test sees nothing");
    eprintln!("{count} power cuts, {total} edits acknowledged, 0 lost, 0 unreadable; {lost} lost without syncing (seed {seed})");
}

#[test]
fn on_a_disk_that_is_really_full_the_work_is_in_the_journal_and_saved_when_there_is_room() {
    let place = crate::place::Place::with_project();
    let work = place.path("work").to_string_lossy().into_owned();
    if !run("mount", &["-t", "tmpfs", "-o", "size=64k", "tmpfs", work.as_str()]) {
        eprintln!("SKIPPED: no tmpfs can be mounted here (root is needed): a disk that is really full is not tested");
        return;
    }
    place.write("work/story.txt", STORY);
    place.write("work/tagline.ron", "()");
    // Whatever room is left is filled.
    let filler = place.path("work/filler.bin");
    let mut size = 64 << 10;
    while size > 64 && std::fs::write(&filler, vec![b'x'; size]).is_err() {
        size -= 1024;
    }
    let mut terminal = crate::terminal::Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("NOT SAVED: disk full");
    terminal.wait_for("1 edit is safe in");
    std::fs::remove_file(&filler).unwrap();
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("\"actor\""));
    assert!(run("umount", &["-l", work.as_str()]));
}

#[test]
fn power_cuts_lose_nothing_that_was_acknowledged() {
    cuts(3, 1);
}

#[test]
#[ignore = "takes minutes: the long form"]
fn a_hundred_power_cuts_lose_nothing_that_was_acknowledged() {
    cuts(100, 2);
}
