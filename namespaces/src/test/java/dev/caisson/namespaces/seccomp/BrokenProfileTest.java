package dev.caisson.namespaces.seccomp;

import static dev.caisson.namespaces.seccomp.Profiles.read;
import static dev.caisson.namespaces.seccomp.Profiles.rules;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidProfileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles that are refused. */
class BrokenProfileTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | p.json: not a JSON object",
        "{ | p.json at line 1, column 2: not JSON",
        "{} {} | p.json at line 1, column 4: not JSON",
        "{} | p.json: no field defaultAction",
        "{'defaultAction': 'SCMP_ACT_FOO'} | defaultAction: unknown action SCMP_ACT_FOO",
        "{'defaultAction': 7} | defaultAction: not a text: 7",
        "{'defaultAction': 'SCMP_ACT_LOG', 'x': 1} | p.json: unknown field x",
        "{'defaultAction': 'SCMP_ACT_LOG', 'defaultAction': 'SCMP_ACT_LOG'} | Duplicate",
        "{'defaultAction': 'SCMP_ACT_LOG', 'defaultErrnoRet': 1} | takes no errno",
        "{'defaultAction': 'SCMP_ACT_ERRNO', 'defaultErrnoRet': 4096} | from 0 to 4095: 4096",
        "{'defaultAction': 'SCMP_ACT_ERRNO', 'defaultErrnoRet': -1} | defaultErrnoRet: not a num",
        "{'defaultAction': 'SCMP_ACT_ERRNO', 'defaultErrno': 'EFOO'} | unknown errno EFOO",
        "{'defaultAction': 'SCMP_ACT_LOG', 'architectures': ['X']} | architectures[0]: unknown",
        "{'defaultAction': 'SCMP_ACT_LOG', 'architectures': ['SCMP_ARCH_X86'], 'archMap':"
            + " [{'architecture': 'SCMP_ARCH_X86'}]} | both architectures and archMap",
        "{'defaultAction': 'SCMP_ACT_LOG', 'flags': ['F']} | flags[0]: unknown flag F",
        "{'defaultAction': 'SCMP_ACT_LOG', 'listenerPath': '/s'} | listenerPath: a listener",
        "{'defaultAction': 'SCMP_ACT_LOG', 'syscalls': {}} | syscalls: not a JSON array"
      })
  void brokenProfile_isRefused_withItsPlace(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidProfileException.class)
        .hasMessageStartingWith("read seccomp profile p.json")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | syscalls[1]: no field action",
        "{'action': 'SCMP_ACT_LOG'} | syscalls[1]: no names",
        "{'action': 'SCMP_ACT_LOG', 'names': ['']} | syscalls[1]: an empty name",
        "{'action': 'SCMP_ACT_LOG', 'names': [3]} | syscalls[1].names[0]: not a text: 3",
        "{'action': 'SCMP_ACT_LOG', 'names': ['dup'], 'name': 'dup'} | both name and names",
        "{'action': 'SCMP_ACT_LOG', 'names': ['dup'], 'errnoRet': 1} | takes no errno",
        "{'action': 'SCMP_ACT_LOG', 'names': ['dup'], 'includes': {'x': 1}} | includes: unknown",
        "{'action': 'SCMP_ACT_LOG', 'names': ['dup'], 'excludes': {'minKernel': '5'}} |"
            + " excludes.minKernel: not a kernel version",
        "{'action': 'SCMP_ACT_LOG', 'names': ['dup'], 'includes': {'arches': ['s390'],"
            + " 'minKernel': 'x'}} | includes.minKernel: not a kernel version",
        "{'action': 'SCMP_ACT_LOG', 'names': ['dup'], 'args': [null]} | args[0]: not a JSON obj"
      })
  void brokenEntry_isRefused_withItsPlace(String entry, String message) {
    assertThatThrownBy(() -> rules("{'names': ['read'], 'action': 'SCMP_ACT_ALLOW'}, " + entry))
        .isInstanceOf(InvalidProfileException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'value': 1, 'op': 'SCMP_CMP_EQ'} | no field index",
        "{'index': 6, 'value': 1, 'op': 'SCMP_CMP_EQ'} | index: not a number from 0 to 5: 6",
        "{'index': 0, 'op': 'SCMP_CMP_EQ'} | no field value",
        "{'index': 0, 'value': -1, 'op': 'SCMP_CMP_EQ'} | value: not a number from 0 to 2^64",
        "{'index': 0, 'value': 18446744073709551616, 'op': 'SCMP_CMP_EQ'} | value: not a number",
        "{'index': 0, 'value': 1.5, 'op': 'SCMP_CMP_EQ'} | value: not a number",
        "{'index': 0, 'value': 1} | no field op",
        "{'index': 0, 'value': 1, 'op': 'EQ'} | op: unknown comparison EQ",
        "{'index': 0, 'value': 1, 'valueTwo': 2, 'op': 'SCMP_CMP_MASKED_EQ'} | never holds"
      })
  void brokenCondition_isRefused_withItsPlace(String condition, String message) {
    assertThatThrownBy(
            () ->
                rules("{'names': ['dup'], 'action': 'SCMP_ACT_LOG', 'args': [" + condition + "]}"))
        .isInstanceOf(InvalidProfileException.class)
        .hasMessageContaining("p.json at syscalls[0].args[0]")
        .hasMessageContaining(message);
  }

  @Test
  void hugeProfile_isRefusedUnread() {
    assertThatThrownBy(() -> read(" ".repeat(ProfileReader.MAX_BYTES + 1)))
        .isInstanceOf(InvalidProfileException.class)
        .hasMessageContaining("larger than 1048576 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 100_000})
  void deepNesting_isRefused(int depth) {
    assertThatThrownBy(() -> read("[".repeat(depth)))
        .isInstanceOf(InvalidProfileException.class)
        .hasMessageContaining("not JSON");
  }

  @Test
  void moreRulesThanCanBeMeant_areRefused() {
    String names = "'ioctl',".repeat(20_000) + "'ioctl'";
    assertThatThrownBy(
            () ->
                rules(
                    "{'names': ["
                        + names
                        + "], 'action': 'SCMP_ACT_ALLOW', 'args': [{'index': 0, 'value': 1, 'op':"
                        + " 'SCMP_CMP_EQ'}]}"))
        .hasMessageContaining("syscalls[0]: more than 16384 rules");
  }

  @Test
  void profileTooLargeForTheKernel_isRefused() {
    StringBuilder entries = new StringBuilder("{'names': ['read'], 'action': 'SCMP_ACT_ALLOW'}");
    for (int i = 0; i < 1500; i++) {
      entries
          .append(",{'names':['ioctl'],'action':'SCMP_ACT_ALLOW','args':[{'index':1,'value':")
          .append(i)
          .append(",'op':'SCMP_CMP_EQ'}]}");
    }
    assertThatThrownBy(() -> rules(entries.toString()))
        .isInstanceOf(InvalidProfileException.class)
        .hasMessageContaining("the kernel takes 4096");
  }
}
