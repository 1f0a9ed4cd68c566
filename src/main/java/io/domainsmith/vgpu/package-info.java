/** The vGPU's steps, one class each, and {@link io.domainsmith.vgpu.Gvtg}, which strings them into recipes. */
@NullMarked
package io.domainsmith.vgpu;

import org.jspecify.annotations.NullMarked;
