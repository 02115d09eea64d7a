//! System packages: which are missing, and getting them where apt can.

use std::path::Path;

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

/// What the packages are wanted for; each purpose includes the ones before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// To build and start the app.
    Build,
    /// To check what packages say of the app.
    Describe,
    /// To try the page in a browser.
    Browser,
    /// To try the real window, on a machine without a screen.
    Window,
    /// To try a package in a fresh system.
    Trial,
}

struct Package {
    purpose: Purpose,
    name: &'static str,
    why: &'static str,
}

const PACKAGES: &[Package] = &[
    package(Purpose::Build, "build-essential", "a linker, and a C compiler for the cryptography"),
    package(Purpose::Build, "pkg-config", "finds the libraries below"),
    package(Purpose::Build, "libwebkit2gtk-4.1-dev", "the web view and its window"),
    package(Purpose::Build, "libdbus-1-dev", "the desktop's messages"),
    package(Purpose::Describe, "appstream", "reads what software centres show"),
    package(Purpose::Describe, "desktop-file-utils", "reads what menus show"),
    package(Purpose::Browser, "chromium", "a browser to try the page in"),
    package(Purpose::Browser, "fonts-noto-cjk", "Chinese letters"),
    package(Purpose::Window, "webkit2gtk-driver", "drives the web view"),
    package(Purpose::Window, "xvfb", "a screen that nobody sees"),
    package(Purpose::Window, "openbox", "moves and focuses windows"),
    package(Purpose::Window, "dbus", "a session of the test's own"),
    package(Purpose::Window, "gnome-keyring", "a keychain of the test's own"),
    package(Purpose::Window, "libsecret-tools", "looks into that keychain"),
    package(Purpose::Window, "xdotool", "a hand on the mouse"),
    package(Purpose::Window, "scrot", "pictures of the screen"),
    package(Purpose::Window, "python3-gi", "a window to drag files from"),
    package(Purpose::Window, "gir1.2-gtk-3.0", "the same"),
    package(Purpose::Window, "at-spi2-core", "what a screen reader hears"),
    package(Purpose::Window, "xclip", "copies something, and looks onto the clipboard"),
    package(Purpose::Window, "strace", "sees what leaves the machine"),
    package(Purpose::Window, "iproute2", "a network with nothing but this machine"),
    package(Purpose::Trial, "debootstrap", "a fresh system within this one"),
];

const fn package(purpose: Purpose, name: &'static str, why: &'static str) -> Package {
    Package { purpose, name, why }
}

/// Installs what is missing; where there is no apt, says what is needed and goes on.
pub(crate) fn ensure(sh: &Shell, purpose: Purpose) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let wanted: Vec<_> = PACKAGES.iter().filter(|package| package.purpose <= purpose).collect();
    if !Path::new("/usr/bin/apt-get").exists() {
        return ensure_by_hand(sh, &wanted);
    }
    let missing = missing(sh, &wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    println!("These system packages are missing and will be installed:\n{}", table(&missing));
    install(sh, missing)
}

fn missing<'a>(sh: &Shell, wanted: &[&'a Package]) -> Result<Vec<&'a Package>> {
    let names = wanted.iter().map(|package| package.name);
    let line = "--showformat=${db:Status-Abbrev}${Package}\n";
    let found =
        cmd!(sh, "dpkg-query --show {line} {names...}").quiet().ignore_status().ignore_stderr().read()?;
    let is_installed = |package: &Package| {
        found.lines().any(|line| line.strip_prefix("ii").is_some_and(|name| name.trim() == package.name))
    };
    Ok(wanted.iter().copied().filter(|package| !is_installed(package)).collect())
}

fn install(sh: &Shell, mut wanted: Vec<&Package>) -> Result<()> {
    let is_root = cmd!(sh, "id -u").quiet().read()? == "0";
    if !is_root && cmd!(sh, "sudo --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        let names: Vec<_> = wanted.iter().map(|package| package.name).collect();
        bail!("Neither root nor sudo. As root: apt-get update && apt-get install {}", names.join(" "));
    }
    let first = if is_root { "env" } else { "sudo" };
    let quietly = "DEBIAN_FRONTEND=noninteractive";
    cmd!(sh, "{first} {quietly} apt-get update --quiet").run()?;
    let unknown: Vec<_> = wanted.extract_if(.., |package| !is_offered(sh, package)).collect();
    if !unknown.is_empty() {
        println!("This system's archive does not offer these, so they are left out:\n{}", table(&unknown));
    }
    let names = wanted.iter().map(|package| package.name);
    cmd!(sh, "{first} {quietly} apt-get install --quiet --yes --no-install-recommends {names...}").run()?;
    Ok(())
}

fn is_offered(sh: &Shell, package: &Package) -> bool {
    let name = package.name;
    cmd!(sh, "apt-cache show --no-all-versions {name}").quiet().ignore_stdout().ignore_stderr().run().is_ok()
}

fn ensure_by_hand(sh: &Shell, wanted: &[&Package]) -> Result<()> {
    if cmd!(sh, "pkg-config --exists webkit2gtk-4.1 dbus-1").quiet().ignore_stderr().run().is_err() {
        bail!("Please install what these packages of Debian hold, then try again:\n{}", table(wanted));
    }
    Ok(())
}

fn table(packages: &[&Package]) -> String {
    let lines: Vec<_> =
        packages.iter().map(|package| format!("  {:<22} {}", package.name, package.why)).collect();
    lines.join("\n")
}
