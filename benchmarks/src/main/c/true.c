/* What every contestant runs: a static /bin/true. */
int main(void) { return 0; }
