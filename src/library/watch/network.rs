//! The table of what is mounted, and the file systems where nobody tells of changes that were made elsewhere.

use std::path::{Path, PathBuf};

/// File systems whose changes may come from another machine; so may those of all that go by `fuse.` and a name.
const MUTE: [&str; 29] = [
    "9p",
    "afpfs",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "fakeowner",
    "fuse",
    "gfs2",
    "glusterfs",
    "gpfs",
    "kafs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "orangefs",
    "prl_fs",
    "pvfs2",
    "smb2",
    "smb3",
    "smbfs",
    "vboxsf",
    "virtiofs",
    "vmhgfs",
    "webdav",
];

/// The table as the system has it. It is empty where there is none, and then everything counts as local.
pub(super) fn table() -> String {
    if cfg!(any(target_os = "linux", target_os = "android")) {
        std::fs::read("/proc/self/mountinfo").map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    } else {
        String::new()
    }
}

/// Whether an absolute path lies where changes are not told.
pub(super) fn is_mute(path: &Path, table: &str) -> bool {
    kind_of(path, table).is_some_and(|kind| kind.starts_with("fuse.") || MUTE.contains(&kind))
}

/// The kind of the file system that an absolute path lies in.
fn kind_of<'a>(path: &Path, table: &'a str) -> Option<&'a str> {
    let around = table.lines().filter_map(mount).filter(|(point, _)| path.starts_with(point));
    // Of those mounted at one point the last one is on top, and that is the one that this finds.
    around.max_by_key(|(point, _)| point.components().count()).map(|(_, kind)| kind)
}

/// The mount point and the kind of the file system in a line.
fn mount(line: &str) -> Option<(PathBuf, &str)> {
    let (mount, system) = line.split_once(" - ")?;
    Some((unescaped(mount.split(' ').nth(4)?), system.split(' ').next()?))
}

/// Undoes `\040` for a space and its like.
fn unescaped(field: &str) -> PathBuf {
    let mut parts = field.split('\\');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part.split_at_checked(3).and_then(|(code, rest)| Some((u8::from_str_radix(code, 8).ok()?, rest)));
        if let Some((byte, rest)) = code {
            bytes.push(byte);
            bytes.extend_from_slice(rest.as_bytes());
        } else {
            bytes.push(b'\\');
            bytes.extend_from_slice(part.as_bytes());
        }
    }
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r"22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /proc rw - proc proc rw
40 22 0:50 / /home/ann/press rw,relatime shared:7 master:1 - nfs4 host:/press rw,vers=4.2
41 40 0:51 / /home/ann/press/local rw - tmpfs tmpfs rw
42 22 0:52 / /mnt/news\040desk\134x rw - cifs //host/x rw
43 22 0:53 / /mnt/tél\303\251 rw - fuse.sshfs ann@host: rw
44 22 8:1 / /mnt/stick rw - fuseblk /dev/sda1 rw
45 22 0:54 / /over rw - ext4 /dev/vdb rw
46 45 0:55 / /over rw - 9p share rw
a line that is none
47 22 0:56 / /short rw";

    #[test]
    fn the_nearest_mount_point_counts() {
        let kind = |path: &str| kind_of(Path::new(path), TABLE);
        assert_eq!(kind("/home/ann/story.txt"), Some("ext4"));
        assert_eq!(kind("/home/ann/press"), Some("nfs4"));
        assert_eq!(kind("/home/ann/press/a/story.txt"), Some("nfs4"));
        assert_eq!(kind("/home/ann/press/local/story.txt"), Some("tmpfs"));
        assert_eq!(kind("/home/ann/pressroom/story.txt"), Some("ext4"));
        assert_eq!(kind("/over/story.txt"), Some("9p"));
        assert_eq!(kind_of(Path::new("/a"), ""), None);
        assert_eq!(kind_of(Path::new("a"), TABLE), None);
    }

    #[test]
    fn spaces_and_their_like_are_decoded() {
        assert_eq!(kind_of(Path::new("/mnt/news desk\\x/a"), TABLE), Some("cifs"));
        assert_eq!(kind_of(Path::new("/mnt/t\u{e9}l\u{e9}/a"), TABLE), Some("fuse.sshfs"));
        assert_eq!(unescaped(r"/a\04"), Path::new(r"/a\04"));
        assert_eq!(unescaped(r"/a\xyz\"), Path::new(r"/a\xyz\"));
    }

    #[test]
    fn shares_are_mute_and_disks_are_not() {
        for path in ["/home/ann/press/a", "/mnt/news desk\\x/a", "/mnt/t\u{e9}l\u{e9}/a", "/over/a"] {
            assert!(is_mute(Path::new(path), TABLE), "{path}");
        }
        for path in ["/home/ann/a", "/mnt/stick/a", "/home/ann/press/local/a"] {
            assert!(!is_mute(Path::new(path), TABLE), "{path}");
        }
    }
}
