# mbochs.c -> mgvt.c: what a GVT-g vGPU is to QEMU, on mbochs' emulated framebuffer
undef $/; $_ = <STDIN>; s/mbochs/mgvt/g; s/MBOCHS/MGVT/g;
sub r { my ($a, $b) = @_; my $n = s/\Q$a\E/$b/g; die "not found: $a\n" unless $n; }
r("\t\t   0x1234);", "\t\t   PCI_VENDOR_ID_INTEL);"); r("\t\t   0x1111);", "\t\t   0x5912);");
r("PCI_SUBVENDOR_ID_REDHAT_QUMRANET);", "PCI_VENDOR_ID_INTEL);"); r("PCI_SUBDEVICE_ID_QEMU);", "0x2212);");
r("PCI_CLASS_DISPLAY_OTHER);", "PCI_CLASS_DISPLAY_VGA);");
r("#define MGVT_NUM_REGIONS        (MGVT_EDID_REGION_INDEX+1)", "#define MGVT_OPREGION_INDEX (MGVT_EDID_REGION_INDEX+1)
#define MGVT_NUM_REGIONS (MGVT_OPREGION_INDEX+1)
#define MGVT_OPREGION_OFFSET (1ULL << 40)
#define MGVT_OPREGION_SIZE 0x2000");
r("\tdefault:\n\t\tregion_info->size   = 0;", "\tcase MGVT_OPREGION_INDEX: /* as kvmgt has it: read only */
\t\text->base.argsz = sizeof(*ext);
\t\text->base.offset = MGVT_OPREGION_OFFSET;
\t\text->base.size = MGVT_OPREGION_SIZE;
\t\text->base.flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_CAPS;
\t\text->base.cap_offset = offsetof(typeof(*ext), type);
\t\text->type.header.id = VFIO_REGION_INFO_CAP_TYPE;
\t\text->type.header.version = 1;
\t\text->type.header.next = 0;
\t\text->type.type = PCI_VENDOR_ID_INTEL | VFIO_REGION_TYPE_PCI_VENDOR_TYPE;
\t\text->type.subtype = VFIO_REGION_SUBTYPE_INTEL_IGD_OPREGION;
\t\tbreak;
\tdefault:
\t\tregion_info->size   = 0;");
r("\t} else if (pos >= MGVT_EDID_OFFSET &&", "\t} else if (pos >= MGVT_OPREGION_OFFSET &&
\t\t   pos + count <= MGVT_OPREGION_OFFSET + MGVT_OPREGION_SIZE) {
\t\tstatic const char sig[16] = \"IntelGraphicsMem\";
\t\tsize_t i;

\t\tif (is_write) {
\t\t\tret = -1;
\t\t\tgoto accessfailed;
\t\t}
\t\tpos -= MGVT_OPREGION_OFFSET;
\t\tfor (i = 0; i < count; i++)
\t\t\tbuf[i] = pos + i < 16 ? sig[pos + i] : pos + i == 0x10 ? MGVT_OPREGION_SIZE / 1024 : pos + i == 0x17 ? 2 : 0;

\t} else if (pos >= MGVT_EDID_OFFSET &&");
r("\tcase PCI_BASE_ADDRESS_0:\n\tcase PCI_BASE_ADDRESS_2:\n\t\tcfg_addr", "\tcase 0xfc: /* ASLS: kvmgt keeps what the firmware writes */
\t\tif (count == 4)
\t\t\tSTORE_LE32(&mdev_state->vconfig[offset], *(u32 *)buf);
\t\tbreak;
\tcase PCI_BASE_ADDRESS_0:\n\tcase PCI_BASE_ADDRESS_2:\n\t\tcfg_addr");
r("MGVT_CONFIG_SPACE_SIZE  0xff", "MGVT_CONFIG_SPACE_SIZE  0x100");
r("dev_info->flags = VFIO_DEVICE_FLAGS_PCI;", "dev_info->flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET;");
r("exp_info.size = dmabuf->mode.size;", "exp_info.size = PAGE_ALIGN(dmabuf->mode.size);");
r('MGVT_TYPE_1 "small"', 'MGVT_TYPE_1 "V5_8"'); r('MGVT_TYPE_2 "medium"', 'MGVT_TYPE_2 "V5_4"'); r('MGVT_TYPE_3 "large"', 'MGVT_TYPE_3 "V5_2"');
print;
