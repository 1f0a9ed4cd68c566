#!/bin/bash
# vm-main.sh: the only program of the VM, started by init as process 1. It starts libvirtd, runs runner.py and switches the VM off.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root
. /x/opt
libvirt_suite=${suite%%+*} qemu_suite=${suite#*+}

mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts; mount -t tmpfs shm /dev/shm; mount -t tmpfs run /run; mount -t tmpfs tmp /tmp
mkdir -p /img; mount -t ext4 /dev/vdb /img; rmdir /img/lost+found
mount -t cgroup2 cg /sys/fs/cgroup
ip link set lo up
# SPICE's getaddrinfo refuses 127.0.0.1 once a bridge has IPv6, unless another interface has an IPv4 address
modprobe dummy; ip link add dum0 type dummy; ip addr add 192.0.2.1/24 dev dum0; ip link set dum0 up
[ -L /var/run ] || { rm -rf /var/run; ln -s /run /var/run; }
echo 1 >/proc/sys/vm/overcommit_memory # the documents' memory is larger than the VM's, and hardly touched
for i in iptables ip6tables ebtables; do [ -e /usr/sbin/$i ] || ln -s xtables-nft-multi /usr/sbin/$i; done

extras() { # SUITE ROOT
  local t
  for t in /x/extra/"$1"-*.tar; do [ ! -e "$t" ] || /x/busybox tar -xf "$t" -C "$2" || echo "HARNESS: cannot unpack $t"; done
}
extras "$libvirt_suite" /
if [ "$qemu_suite" != "$libvirt_suite" ]; then
  # the other suite's QEMU sees its own /usr, and everything else as libvirt does
  mkdir -p /qemu-root /qemu-lower; mount -t ext4 -o ro,noload /dev/vdc /qemu-lower
  mkdir -p /run/qemu-root/u /run/qemu-root/w; mount -t overlay -o lowerdir=/qemu-lower,upperdir=/run/qemu-root/u,workdir=/run/qemu-root/w qemu /qemu-root
  extras "$qemu_suite" /qemu-root
  for b in /usr/bin/qemu-system-x86_64 /usr/bin/qemu-system-i386; do
    rm -f $b
    cat >$b <<END
#!/bin/bash
exec unshare -m /bin/bash -c 'mount --bind /qemu-root/usr /usr && mount --bind /qemu-root/etc/ld.so.cache /etc/ld.so.cache && exec $b "\$@"' qemu "\$@"
END
    chmod 755 $b
  done
fi

for m in usbcore loop tun bridge vhost_net vfio vfio_iommu_type1 mdev mtty mdpy mbochs mgvt; do modprobe $m || echo "HARNESS: modprobe $m: $?"; done
[ "$dri" = 0 ] || modprobe vgemx
if command -v Xvfb >/dev/null; then # for documents whose QEMU opens a window
  mkdir -p /tmp/.X11-unix; Xvfb :9 -screen 0 1280x1024x24 -ac -fbdir /tmp >/x/out/xvfb.log 2>&1 &
fi

cp /x/keep-fd0.so /run/; echo /run/keep-fd0.so >/etc/ld.so.preload # why: keep-fd0.c
mkdir -p /etc/libvirt/qemu /var/lib/libvirt/images /var/log/libvirt/qemu /run/libvirt /var/cache/libvirt/qemu/capabilities
cp -p /x/caps/*.xml /var/cache/libvirt/qemu/capabilities/ 2>/dev/null
printf '%s\n' 'user = "root"' 'group = "root"' 'security_driver = "none"' 'stdio_handler = "file"' 'spice_tls = 0' >/etc/libvirt/qemu.conf
printf '%s\n' 'auth_unix_rw = "none"' 'auth_unix_ro = "none"' 'log_outputs="3:file:/var/log/libvirtd.log"' >/etc/libvirt/libvirtd.conf
echo "VM: libvirtd starts at $(cut -d' ' -f1 /proc/uptime)"
libvirtd -d || echo "HARNESS: libvirtd $?"
if [ -e /x/script.sh ]; then { bash /x/script.sh; echo "runner: done"; } >/x/out/result 2>&1 </dev/null
else python3 -u /x/runner.py >/x/out/result 2>&1 </dev/null || echo "HARNESS: the runner failed" >>/x/out/result; fi

cp -p /var/cache/libvirt/qemu/capabilities/*.xml /x/caps/ 2>/dev/null; cp /var/log/libvirtd.log /x/out/; dmesg >/x/out/dmesg
echo "VM: ends at $(cut -d' ' -f1 /proc/uptime)"
sync; echo o >/proc/sysrq-trigger; sleep 10
