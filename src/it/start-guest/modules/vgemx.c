// SPDX-License-Identifier: GPL-2.0
/* A render node without hardware, like vgem, whose imported dma-bufs a process may map:
 * Mesa's software renderer (kms_swrast) asks for that with DRM_IOCTL_MODE_MAP_DUMB, which
 * DRM refuses on render nodes and for imported buffers. */
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/uaccess.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_ioctl.h>
#include <drm/drm_managed.h>
#include <drm/drm_prime.h>

static long vgemx_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct drm_file *file = filp->private_data;
	struct drm_mode_map_dumb map;
	struct drm_gem_object *obj;
	int ret;

	if (cmd != DRM_IOCTL_MODE_MAP_DUMB)
		return drm_ioctl(filp, cmd, arg);
	if (copy_from_user(&map, (void __user *)arg, sizeof(map)))
		return -EFAULT;
	obj = drm_gem_object_lookup(file, map.handle);
	if (!obj)
		return -ENOENT;
	ret = drm_gem_create_mmap_offset(obj);
	if (!ret)
		map.offset = drm_vma_node_offset_addr(&obj->vma_node);
	drm_gem_object_put(obj);
	if (!ret && copy_to_user((void __user *)arg, &map, sizeof(map)))
		ret = -EFAULT;
	return ret;
}

static int vgemx_mmap(struct file *filp, struct vm_area_struct *vma)
{
	vma->vm_flags |= VM_DONTEXPAND | VM_DONTDUMP;
	return drm_gem_mmap(filp, vma);
}

static const struct file_operations vgemx_fops = {
	.owner		= THIS_MODULE,
	.open		= drm_open,
	.release	= drm_release,
	.unlocked_ioctl	= vgemx_ioctl,
	.poll		= drm_poll,
	.read		= drm_read,
	.llseek		= noop_llseek,
	.mmap		= vgemx_mmap,
};

static const struct drm_driver vgemx_driver = {
	.driver_features	= DRIVER_GEM | DRIVER_RENDER,
	.fops			= &vgemx_fops,
	DRM_GEM_SHMEM_DRIVER_OPS,
	.name	= "vgemx",
	.desc	= "render node for software rendering",
	.date	= "20261130",
	.major	= 1,
	.minor	= 0,
};

static struct platform_device *pdev;
static struct drm_device *ddev;

static int __init vgemx_init(void)
{
	int ret;

	pdev = platform_device_register_simple("vgemx", -1, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	ddev = drm_dev_alloc(&vgemx_driver, &pdev->dev);
	if (IS_ERR(ddev)) {
		platform_device_unregister(pdev);
		return PTR_ERR(ddev);
	}
	ret = drm_dev_register(ddev, 0);
	if (ret) {
		drm_dev_put(ddev);
		platform_device_unregister(pdev);
	}
	return ret;
}

static void __exit vgemx_exit(void)
{
	drm_dev_unregister(ddev);
	drm_dev_put(ddev);
	platform_device_unregister(pdev);
}

module_init(vgemx_init);
module_exit(vgemx_exit);
MODULE_IMPORT_NS(DMA_BUF);
MODULE_LICENSE("GPL");
