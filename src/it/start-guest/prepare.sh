# prepare.sh: fills the cache $C. Read by start-guest, which sets C, HERE, LIBVIRT_SUITE, QEMU_SUITE and EXTRAS.

KSUITE=bookworm # whose kernel the VM runs

prepare() {
  tools
  exec 9>"$C/lock"; flock 9
  kernel; modules; probe; shim; initrd
  local s e
  for s in $(printf '%s\n' "$LIBVIRT_SUITE" "$QEMU_SUITE" | sort -u); do
    root "$s"
    for e in $EXTRAS; do extra "$s" "$e"; done
  done
  flock -u 9; exec 9>&-
}

tools() { # the programs the stand itself needs
  local m= p
  for p in qemu-system-x86_64:qemu-system-x86 busybox:busybox-static cpio:cpio depmod:kmod mke2fs:e2fsprogs gcc:gcc make:make perl:perl-base xz:xz-utils; do
    command -v ${p%:*} >/dev/null || m="$m ${p#*:}"
  done
  [ -n "$m" ] || return 0
  [ "$(id -u)" = 0 ] || die "not installed:$m"
  note "installing$m"
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends $m >/dev/null 2>&1 ||
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $m; } >/dev/null 2>&1 || die "apt-get cannot install$m"
}

# ---------------------------------------------------------------- Debian's packages
apt_of() { # SUITE apt-get arguments: a private apt on the machine's own mirror; what counts as installed is in $C/apt-SUITE/status
  local A=$C/apt-$1 s=$1; shift
  if [ ! -e "$A/ok" ]; then
    mkdir -p "$A"/{lists/partial,archives/partial,etc/apt.conf.d,etc/sources.list.d,state}
    [ -e "$A/status" ] || : >"$A/status"
    local have part
    for part in "${s%-backports}" "$s"; do # backports build upon their release
      have=$(grep -lE "^Suites:.*(^|[[:space:]])$part([[:space:]]|\$)" /etc/apt/sources.list.d/*.sources 2>/dev/null | head -1)
      if [ -n "$have" ]; then cp "$have" "$A/etc/sources.list.d/$part.sources"
      elif grep -qE "^deb .* $part " /etc/apt/sources.list 2>/dev/null; then cp /etc/apt/sources.list "$A/etc/sources.list.d/$part.list"
      else
        local u; u=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -1)
        [ -n "$u" ] || u=$(awk '$1=="deb" {for (i=2;i<=NF;i++) if ($i ~ /^http/) {print $i; exit}}' /etc/apt/sources.list 2>/dev/null)
        [ -n "$u" ] || die "cannot tell the machine's Debian mirror"
        printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$u" "$part" >"$A/etc/sources.list.d/$part.sources"
      fi
    done
  fi
  local release=(); case $s in *-backports) release=(-t "$s") ;; esac
  ( set -o pipefail
    nice apt-get -q "${release[@]}" -o Dir::Etc="$A/etc" -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$A/etc/sources.list.d" -o Dir::Etc::parts="$A/etc/apt.conf.d" \
      -o Dir::State="$A/state" -o Dir::State::lists="$A/lists" -o Dir::State::status="$A/status" -o Dir::Cache="$A" -o Dir::Cache::archives="$A/archives" \
      -o APT::Install-Recommends=false -o APT::Architectures=amd64 -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o pkgCacheGen::ForceEssential=none "$@" 2>&1 |
      sed -E 's#https?://[^ /]+#MIRROR#g' ) # no kept file names the mirror
}

fetch() { # SUITE LOG PACKAGE...: the packages and what they depend on, as $C/apt-SUITE/archives/*.deb
  local s=$1 log=$2 A=$C/apt-$1; shift 2
  [ -e "$A/ok" ] || { apt_of "$s" update >"$log" 2>&1 && : >"$A/ok"; } || die "apt-get update for $s failed ($log)"
  rm -f "$A"/archives/*.deb
  apt_of "$s" install -y --download-only "$@" >>"$log" 2>&1 || die "cannot fetch the packages of $s ($log)"
}

unpack() { # SUITE DIR: what fetch fetched, without what a VM does not need; no maintainer script is run
  local d
  for d in "$C/apt-$1"/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$d" | nice tar -x --keep-directory-symlink -C "$2" --exclude='./usr/share/man/*' --exclude='./usr/share/doc/*' --exclude='./usr/share/locale/*' \
      --exclude='./usr/share/icons/*' --exclude='./usr/share/fonts/*' --exclude='./usr/share/perl/*' --exclude='./usr/lib/x86_64-linux-gnu/perl/*' --exclude='./usr/share/zoneinfo/*' \
      --exclude='./usr/bin/qemu-system-x86_64-microvm' || die "cannot unpack $d"
  done
}

kernel() { # $C/kernel: vmlinuz, modules, headers, the samples' source
  [ -e "$C/kernel/ok" ] && return
  note "fetching Debian's kernel, headers and source (225 MB, once)"
  rm -rf "$C/kernel"; mkdir -p "$C/kernel/x" "$C/kernel/src"
  fetch $KSUITE "$C/kernel/apt.log" linux-image-amd64 linux-headers-amd64 linux-source
  local d
  for d in "$C/apt-$KSUITE"/archives/linux-{image,headers,kbuild,compiler}-*.deb; do dpkg-deb -x "$d" "$C/kernel/x"; done
  dpkg-deb --fsys-tarfile "$C/apt-$KSUITE"/archives/linux-source-[0-9]*.deb | tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
    xz -dc | tar -x -C "$C/kernel/src" --strip-components=1 --wildcards '*/samples/vfio-mdev/*' 2>/dev/null
  [ -e "$C/kernel/src/samples/vfio-mdev/mbochs.c" ] || die "no samples/vfio-mdev in the kernel source"
  cp "$C"/kernel/x/boot/vmlinuz-* "$C/kernel/vmlinuz"; rm -rf "$C/apt-$KSUITE"
  local h; for h in "$C"/kernel/x/usr/src/linux-headers-*-amd64/Makefile; do sed -i "s#^include /usr/src/#include $C/kernel/x/usr/src/#" "$h"; done
  : >"$C/kernel/ok"
}

root() { # SUITE: $C/root-SUITE.img, a root file system of the suite's libvirt, QEMU and Mesa
  local s=$1 I=$C/root-$1.img A=$C/apt-$1 R=$C/root-$1 d
  [ -e "$I" ] && return
  note "making the root image of $s (2 minutes, once)"; mkdir -p "$A"
  local P="bash coreutils dash util-linux mount kmod iproute2 iptables grep sed python3-minimal libpython3-stdlib python3-libvirt
    libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients qemu-system-x86 qemu-utils ovmf dbus-daemon
    libgl1-mesa-dri libegl1 libegl-mesa0 libgbm1 libgl1 libgles2"
  case $s in
    bullseye) P="${P/dbus-daemon/} qemu-system-gui" ;;
    bookworm) P="$P qemu-system-gui swtpm swtpm-tools" ;;
    *) P="$P qemu-system-modules-opengl qemu-system-modules-spice libvirt-daemon-driver-network swtpm swtpm-tools" ;;
  esac
  # shellcheck disable=SC2086
  fetch "$s" "$C/root-$s.log" $P
  rm -rf "$R"; mkdir -p "$R"/usr/{bin,sbin,lib,lib64} "$R"/{dev,proc,sys,run,tmp,etc,root,x,var/lib,var/log,var/cache,var/tmp}
  for d in bin sbin lib lib64; do ln -s usr/$d "$R/$d"; done; ln -s /run "$R/var/run"
  unpack "$s" "$R"
  [ -e "$R/bin/sh" ] || ln -s dash "$R/bin/sh"
  printf '%s\n' root:x:0:0:root:/root:/bin/bash nobody:x:65534:65534::/:/usr/sbin/nologin tss:x:101:101::/:/usr/sbin/nologin swtpm:x:104:104::/:/usr/sbin/nologin libvirt-qemu:x:64055:64055::/:/usr/sbin/nologin >"$R/etc/passwd"
  printf '%s\n' root:x:0: tty:x:5: disk:x:6: nogroup:x:65534: tss:x:101: kvm:x:103: swtpm:x:104: libvirt-qemu:x:64055: libvirt:x:64056: >"$R/etc/group"
  ldconfig -r "$R"
  (cd "$A/archives" && ls qemu-system-x86_* libvirt-daemon-driver-qemu_* libgl1-mesa-dri_* 2>/dev/null) >"$C/root-$s.versions"
  nice mke2fs -q -F -t ext4 -O ^has_journal,^metadata_csum -m 0 -N 80000 -d "$R" "$I.tmp" $(( $(du -sm "$R" | cut -f1) + 150 ))M >/dev/null 2>&1 || die "cannot make $I"
  rm -rf "$R" "$A"; mv "$I.tmp" "$I"
}

extra() { # SUITE EXTRA: $C/extra-EXTRA-SUITE.tar, packages beside those of the root image; the VM unpacks them at its start
  local s=$1 e=$2 A=$C/apt-$1 T=$C/extra-$2-$1.tar R=$C/extra-$2-$1 P= d
  [ -e "$T" ] && return
  case $e in
    bus) [ "$s" != bullseye ] && { tar -cf "$T" -T /dev/null; return; }; P=dbus ;; # else it is in the root image
    x11) P="xvfb xkb-data qemu-system-gui" ;;
  esac
  note "fetching $e of $s (once)"; rm -rf "$R"; mkdir -p "$A" "$R"/usr/{bin,sbin,lib,lib64} "$R/etc"
  for d in bin sbin lib lib64; do ln -s usr/$d "$R/$d"; done
  # what is in the root image counts as installed: apt told it when it fetched them
  sed -nE 's#^Get:[0-9]+ [^ ]+ [^ ]+ [^ ]+ ([^ ]+) (amd64|all) ([^ ]+) \[.*#Package: \1\nStatus: install ok installed\nArchitecture: \2\nVersion: \3\nMaintainer: none\nDescription: none\n#p' "$C/root-$s.log" >"$A/status"
  # shellcheck disable=SC2086
  fetch "$s" "$C/extra-$e-$s.log" $P
  unpack "$s" "$R"
  tar -C "$R" -cf "$T.tmp" usr etc; rm -rf "$R" "$A"; mv "$T.tmp" "$T"
}

# ---------------------------------------------------------------- built here
same() { [ "$(cat "$1" 2>/dev/null)" = "$(printf '%s\n' "$2" | sha256sum)" ]; } # FILE TEXT: FILE tells that it was made of TEXT
made_of() { printf '%s\n' "$2" | sha256sum >"$1"; }

modules() { # $C/mods/*.ko
  local t; t=$(cat "$HERE"/modules/*)
  same "$C/mods/of" "$t" && return
  note "building the modules"
  rm -rf "$C/mods"; mkdir -p "$C/mods"; cp "$C"/kernel/src/samples/vfio-mdev/*.[ch] "$HERE"/modules/* "$C/mods/"
  perl "$C/mods/mgvt.pl" <"$C/mods/mbochs.c" >"$C/mods/mgvt.c" || die "mgvt: the sample is not the one expected"
  echo 'obj-m := mtty.o mdpy.o mbochs.o mgvt.o vgemx.o' >"$C/mods/Makefile"
  nice make -C "$C"/kernel/x/usr/src/linux-headers-*-amd64 M="$C/mods" modules >"$C/mods/make.log" 2>&1 || die "the modules do not build ($C/mods/make.log)"
  strip -g "$C"/mods/*.ko
  made_of "$C/mods/of" "$t"; rm -f "$C/initrd.img"
}

probe() { # $C/probe.img
  local t; t=$(cat "$HERE"/probe/*)
  same "$C/probe/of" "$t" && return
  rm -rf "$C/probe"; mkdir -p "$C/probe"; cp "$HERE"/probe/* "$C/probe/"
  ( set -e; cd "$C/probe"
    F="-m32 -march=i386 -Os -ffreestanding -fno-pic -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables -nostdlib -mno-sse -fcf-protection=none"
    # shellcheck disable=SC2086
    gcc $F -c main.c -o main.o
    echo 'SECTIONS { . = 0x8000; .text : { *(.start) *(.text*) } .rodata : { *(.rodata*) } .data : { *(.data*) } .bss : { *(.bss*) *(COMMON) } /DISCARD/ : { *(.note*) *(.comment) } }' >l.ld
    ld --no-warn-rwx-segments -m elf_i386 -e main -T l.ld -o main.elf main.o
    objcopy -O binary -j .text -j .rodata -j .data main.elf main.bin
    # shellcheck disable=SC2086
    gcc $F -DNSECT=$(( ($(stat -c %s main.bin) + 1024 + 511) / 512 )) -c boot.S -o boot.o
    ld -m elf_i386 -Ttext 0x7c00 -e _start --oformat binary -o boot.bin boot.o
    cat boot.bin main.bin >"$C/probe.img"; truncate -s 1M "$C/probe.img" ) >"$C/probe/log" 2>&1 || die "the probe does not build ($C/probe/log)"
  made_of "$C/probe/of" "$t"
}

shim() { # $C/keep-fd0.so
  local t; t=$(cat "$HERE/vm/keep-fd0.c")
  same "$C/keep-fd0.of" "$t" && return
  gcc -shared -fPIC -O2 -nostdlib -fno-builtin -o "$C/keep-fd0.so" "$HERE/vm/keep-fd0.c" || die "keep-fd0.so does not build"
  made_of "$C/keep-fd0.of" "$t"
}

initrd() { # $C/initrd.img
  local t; t=$(cat "$HERE/vm/init"; declare -f initrd)
  [ -e "$C/initrd.img" ] && same "$C/initrd.of" "$t" && return
  local D=$C/initrd.d K m f; K=$(basename "$C"/kernel/x/lib/modules/*)
  rm -rf "$D"; mkdir -p "$D"/{bin,dev,proc,sys,new} "$D/lib/modules/$K/extra"
  [ -e "$C/kernel/x/lib/modules/$K/modules.dep" ] || depmod -b "$C/kernel/x" "$K"
  cp "$(command -v busybox)" "$D/bin/busybox"; cp "$C/kernel/x/lib/modules/$K"/modules.{order,builtin,builtin.modinfo} "$D/lib/modules/$K/"
  for m in virtio_pci virtio_blk ext4 crc32c_generic overlay 9p 9pnet_virtio vfio vfio_iommu_type1 vfio_virqfd mdev drm drm_shmem_helper loop tun bridge dummy vhost_net usbcore; do
    modprobe -d "$C/kernel/x" -S "$K" --show-depends $m
  done | awk '$1=="insmod" && !s[$2]++ {print $2}' | while read -r f; do install -D "$f" "$D/lib/modules/$K/${f#*/lib/modules/$K/}"; done
  cp "$C"/mods/*.ko "$D/lib/modules/$K/extra/"; depmod -b "$D" "$K"
  install -m 755 "$HERE/vm/init" "$D/init"
  (cd "$D" && find . | cpio -o -H newc --quiet) >"$C/initrd.img" || die "no initrd"
  rm -rf "$D"; made_of "$C/initrd.of" "$t"
}
