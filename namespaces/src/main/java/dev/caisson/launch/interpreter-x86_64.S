# The interpreter of syscall programs for x86-64. It runs without a stack of its own making, without
# libc, and touches no memory but the program's data and a few words of the stack.
#
# rbx  the operation that runs now
# rbp  the parameters: first operation, status descriptor, failure record
# r12  which operands are addresses of the value rather than the value
#
# An operation is 12 words: number, arguments 0 to 5, indirection bits, result address (0: none),
# tolerated errnos (one bit each), value to compare the result with, target if equal (0: none).

        .set    parameters, 0x10010200
        .set    sys_write, 1
        .set    sys_exit_group, 231
        .set    highest_errno, 4095

        .text
        .globl  _start
_start:
        mov     $parameters, %ebp
        mov     (%rbp), %rbx
next:
        mov     56(%rbx), %r12
        mov     $5, %ecx
argument:
        mov     8(%rbx,%rcx,8), %rax
        bt      %rcx, %r12
        jnc     immediate
        mov     (%rax), %rax
immediate:
        push    %rax
        dec     %ecx
        jns     argument
        pop     %rdi
        pop     %rsi
        pop     %rdx
        pop     %r10
        pop     %r8
        pop     %r9
        mov     (%rbx), %rax
        test    %rax, %rax
        js      compare_only
        syscall
        mov     64(%rbx), %rdx
        test    %rdx, %rdx
        jz      check
        mov     %rax, (%rdx)
check:
        cmp     $-highest_errno, %rax
        jb      branch
        mov     %rax, %rcx
        neg     %rcx
        cmp     $63, %rcx
        ja      fail
        mov     72(%rbx), %rdx
        bt      %rcx, %rdx
        jc      branch
fail:
        mov     %rbx, 16(%rbp)
        mov     %rax, 24(%rbp)
        mov     $sys_write, %eax
        mov     8(%rbp), %rdi
        lea     16(%rbp), %rsi
        mov     $16, %edx
        syscall
        mov     $sys_exit_group, %eax
        mov     $127, %edi
        syscall
compare_only:
        mov     %rdi, %rax
branch:
        mov     88(%rbx), %rcx
        test    %rcx, %rcx
        jz      advance
        mov     80(%rbx), %rdx
        bt      $6, %r12
        jnc     compare
        mov     (%rdx), %rdx
compare:
        cmp     %rdx, %rax
        jne     advance
        mov     %rcx, %rbx
        jmp     next
advance:
        add     $96, %rbx
        jmp     next
