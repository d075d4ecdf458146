//! A disk that fails, or a program that dies, at every operation: faults that debug builds make on request.

use std::os::unix::process::ExitStatusExt;
use std::process::Output;

use crate::place::{Place, Run};

/// Makes a project while a fault is planned.
fn init(place: &Place, plan: &str) -> Output {
    place.command(&["init", "."]).env("TAGLINE_DISK", plan).output().unwrap()
}

fn template() -> String {
    let place = Place::new();
    assert_eq!(Run::of(init(&place, "1000:EIO:once")).code, 0);
    place.read("work/tagline.ron")
}

#[test]
fn killed_at_any_operation_a_project_is_there_or_not() {
    let whole = template();
    for how in ["", ":half", ":after"] {
        let (mut without, mut with) = (0, 0);
        for number in 1.. {
            let place = Place::new();
            let plan = format!("w{number}:kill{how}");
            let status = init(&place, &plan).status;
            if status.success() {
                break;
            }
            assert_eq!(status.signal(), Some(9), "{plan}: {status}");
            match place.read("work/tagline.ron") {
                file if file.is_empty() => without += 1,
                file if file == whole => with += 1,
                file => panic!("{plan}: {file}"),
            }
            assert_eq!(place.run(&["init", "."]).code, 0, "{plan}");
            assert_eq!(place.read("work/tagline.ron"), whole, "{plan}");
        }
        assert!(without >= 3 && with >= 1, "{how}: {without} without, {with} with");
    }
}

#[test]
fn what_the_disk_says_is_said() {
    for (plan, said) in [("w1:ENOSPC:always", "No space left"), ("w2:EIO:once:half", "Input/output error"), ("w1:EROFS:once", "Read-only file system")] {
        let place = Place::new();
        let run = Run::of(init(&place, plan));
        assert!(run.code != 0 && run.err.contains(said), "{plan}: {} {}", run.code, run.err);
        assert_eq!(place.files("work"), [""; 0], "{plan}");
    }
    let place = Place::new();
    let full = place.write("full", "");
    let plan = format!("while={}:ENOSPC", full.display());
    assert_ne!(init(&place, &plan).status.code(), Some(0));
    std::fs::remove_file(full).unwrap();
    assert_eq!(init(&place, &plan).status.code(), Some(0));
}

#[test]
fn faults_can_be_kept_to_a_folder() {
    let place = Place::new();
    let elsewhere = |folder: &str| {
        let mut command = place.command(&["init", "."]);
        command.env("TAGLINE_DISK", "1:EIO:always").env("TAGLINE_DISK_BELOW", place.path(folder)).output().unwrap().status.success()
    };
    assert!(elsewhere("state"));
    assert!(!elsewhere("work"));
}
