// The interpreter of syscall programs for AArch64; see interpreter-x86_64.S for what it does and how
// an operation is laid out.
//
// x19  the operation that runs now
// x20  the parameters: first operation, status descriptor, failure record
// x21  which operands are addresses of the value rather than the value

        .set    parameters, 0x10010200
        .set    sys_write, 64
        .set    sys_exit_group, 94
        .set    highest_errno, 4095

        .macro  operand register, offset, bit
        ldr     \register, [x19, #\offset]
        tbz     x21, #\bit, 1f
        ldr     \register, [\register]
1:
        .endm

        .text
        .globl  _start
_start:
        movz    x20, #(parameters & 0xffff)
        movk    x20, #(parameters >> 16), lsl #16
        ldr     x19, [x20]
next:
        ldr     x21, [x19, #56]
        operand x0, 8, 0
        operand x1, 16, 1
        operand x2, 24, 2
        operand x3, 32, 3
        operand x4, 40, 4
        operand x5, 48, 5
        ldr     x8, [x19]
        tbnz    x8, #63, branch
        svc     #0
        ldr     x9, [x19, #64]
        cbz     x9, check
        str     x0, [x9]
check:
        cmn     x0, #highest_errno
        b.lo    branch
        neg     x9, x0
        cmp     x9, #63
        b.hi    fail
        ldr     x10, [x19, #72]
        lsr     x10, x10, x9
        tbnz    x10, #0, branch
fail:
        str     x19, [x20, #16]
        str     x0, [x20, #24]
        ldr     x0, [x20, #8]
        add     x1, x20, #16
        mov     x2, #16
        mov     x8, #sys_write
        svc     #0
        mov     x0, #127
        mov     x8, #sys_exit_group
        svc     #0
branch:
        ldr     x9, [x19, #88]
        cbz     x9, advance
        operand x10, 80, 6
        cmp     x0, x10
        b.ne    advance
        mov     x19, x9
        b       next
advance:
        add     x19, x19, #96
        b       next
