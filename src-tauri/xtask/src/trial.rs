//! Tries a `.deb` as its user gets it: in a fresh Debian 12 with nothing in it but what the package asks for.
//! The screen is outside, so that nothing of a desktop hides a dependency that was forgotten.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::packages::{self, Purpose};

/// The fresh system is kept, so that a second trial need not fetch it again; a copy of it is used.
const BASE: &str = "target/trial/base";
const ROOT: &str = "target/trial/root";
const SCREENSHOT: &str = "target/trial/window.png";
const RELEASE: &str = "bookworm";
const PATIENCE: Duration = Duration::from_mins(2);
/// In bytes, between what was measured: 61,540 without the photograph and 288,138 with it.
const DRAWN: usize = 150_000;
const GLANCE: Duration = Duration::from_secs(1);
/// Not the administrator, and in no file of the fresh system.
const USER: &str = "--userspec=1000:1000";
/// What a package's name may be part of once it is removed: what apt and dpkg remember.
const MEMORY: &[&str] = &["/var/log/", "/var/cache/", "/var/lib/apt/"];

/// Installs it, opens a picture with it, looks at the screen, and removes it.
pub(crate) fn run(sh: &Shell, arguments: &[String]) -> Result<()> {
    let [package] = arguments else { bail!("Which .deb? `cargo xtask dist` makes one in target/dist.") };
    if !cfg!(target_os = "linux") || cmd!(sh, "id -u").quiet().read()? != "0" {
        bail!("Only root can make a system within a system, and only on Linux.");
    }
    packages::ensure(sh, Purpose::Trial)?;
    fresh_system(sh)?;
    sh.copy_file(package, Path::new(ROOT).join("whatsit.deb"))?;
    let before = files(sh)?;

    inside(
        sh,
        "apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends /whatsit.deb",
    )?;
    let installed = cmd!(sh, "chroot {ROOT} dpkg --listfiles whatsit").read()?;
    println!("{installed}");
    look(sh)?;
    inside(sh, "apt-get purge --quiet --yes whatsit")?;

    let left: Vec<_> = files(sh)?.into_iter().filter(|file| !before.contains(file)).collect();
    if !left.is_empty() {
        bail!("Still there after the package was removed:\n{}", left.join("\n"));
    }
    println!("\nIt was installed, opened a picture, and left nothing behind.");
    println!("Please look at {SCREENSHOT}.");
    Ok(())
}

fn fresh_system(sh: &Shell) -> Result<()> {
    if !Path::new(BASE).join("usr/bin/apt-get").exists() {
        sh.remove_path(BASE)?;
        sh.create_dir(BASE)?;
        cmd!(sh, "debootstrap --variant=minbase {RELEASE} {BASE}").run()?;
    }
    sh.remove_path(ROOT)?;
    cmd!(sh, "cp --archive {BASE} {ROOT}").run()?;
    let home = Path::new(ROOT).join("home/somebody");
    sh.create_dir(&home)?;
    sh.copy_file("src-tauri/core/assets/sample.jpg", home.join("my photo 照片.jpg"))?;
    Ok(cmd!(sh, "chown --recursive 1000:1000 {home}").run()?)
}

/// The script that runs `command` inside; what it mounts goes with it.
fn script(user: &str, command: &str) -> [String; 5] {
    let mounts = format!(
        "mount --rbind /dev {ROOT}/dev && mount -t proc proc {ROOT}/proc && cp /etc/resolv.conf {ROOT}/etc/resolv.conf"
    );
    let command = format!("{mounts} && exec chroot {user} {ROOT} sh -c '{command}'");
    ["--mount".into(), "--propagation=private".into(), "sh".into(), "-c".into(), command]
}

fn inside(sh: &Shell, command: &str) -> Result<()> {
    let script = script("", command);
    Ok(cmd!(sh, "unshare {script...}").env("DEBIAN_FRONTEND", "noninteractive").quiet().run()?)
}

/// Everything that bears the package's name.
fn files(sh: &Shell) -> Result<Vec<String>> {
    let found = cmd!(sh, "chroot {ROOT} find / -xdev -iname *whatsit* -not -path /home/*").quiet().read()?;
    let is_remembered = |file: &str| MEMORY.iter().any(|folder| file.starts_with(folder));
    Ok(found.lines().filter(|file| !is_remembered(file)).map(str::to_owned).collect())
}

/// Opens a picture, and keeps a picture of the screen once it no longer changes.
fn look(sh: &Shell) -> Result<()> {
    let mut screen = Running::start(Command::new("Xvfb").args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1280x800x24",
        "-nolisten",
        "tcp",
    ]))?;
    let display = format!(":{}", screen.first_line()?);
    let environment = format!("HOME=/home/somebody DISPLAY={display} LANG=C.UTF-8");
    let command = format!("cd /home/somebody && exec env {environment} whatsit \"my photo 照片.jpg\"");
    let _app = Running::start(
        Command::new("unshare").arg("--kill-child").arg("--fork").args(script(USER, &command)),
    )?;
    let begun = Instant::now();
    let name = "^Whatsit$";
    // Windows that come and go while it searches make the search fail; then it searches again.
    let search = cmd!(sh, "xdotool search --onlyvisible --name {name}").env("DISPLAY", &display).quiet();
    let search = search.ignore_stdout().ignore_stderr();
    while search.run().is_err() {
        if begun.elapsed() > PATIENCE {
            bail!("No window came within {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(GLANCE);
    }
    println!("The window was there after {:.1} s", begun.elapsed().as_secs_f32());
    let mut seen = Vec::new();
    loop {
        std::thread::sleep(GLANCE);
        cmd!(sh, "scrot --overwrite {SCREENSHOT}").env("DISPLAY", &display).quiet().run()?;
        let now = sh.read_binary_file(SCREENSHOT)?;
        // The photograph makes the picture of the screen large; before it is drawn there is little in it.
        if now == seen && now.len() > DRAWN {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            bail!("The page did not come, or did not come to rest: see {SCREENSHOT}");
        }
        seen = now;
    }
}

/// A program that ends with this value.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Result<Self> {
        Ok(Self(command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?))
    }

    fn first_line(&mut self) -> Result<String> {
        let output = self.0.stdout.take().context("its output was read before")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
