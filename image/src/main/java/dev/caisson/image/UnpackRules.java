package dev.caisson.image;

/**
 * How layers are unpacked.
 *
 * @param policy which attributes are stored, by whom
 * @param limits how much a layer may ask for
 * @param devices what stands in the place of device nodes
 */
record UnpackRules(XattrPolicy policy, UnpackLimits limits, DeviceNodes devices) {}
