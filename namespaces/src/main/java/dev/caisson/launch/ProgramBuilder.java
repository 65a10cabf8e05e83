package dev.caisson.launch;

import dev.caisson.linux.CString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes a {@link Program}: operations in order, and the data that they refer to. */
public final class ProgramBuilder {

  private final List<Operation> operations = new ArrayList<>(128);
  private final List<Program.Pointer> pointers = new ArrayList<>();
  private ByteBuffer data = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

  /** Appends an operation. */
  public void add(Operation operation) {
    operations.add(operation);
  }

  /** Returns a new label, not bound yet. */
  public Label label(String name) {
    return new Label(name);
  }

  /** Binds a label to the operation that is added next. */
  public void bind(Label label) {
    label.bind(operations.size());
  }

  /** Returns a new slot that holds zero. */
  public Slot slot(String name) {
    return new Slot(reserve(Long.BYTES), name);
  }

  /** Returns the address of a NUL-terminated string. */
  public Operand string(CString string) {
    int offset = reserve(string.length() + 1);
    string.copyTo(data.array(), offset);
    return new Operand.Address(offset, string);
  }

  /** Returns the address of a NUL-terminated string in UTF-8. */
  public Operand string(String string) {
    return string(CString.of(string));
  }

  /** Returns the address of a NULL-terminated array of strings, as argv and envp are. */
  public Operand strings(List<String> strings) {
    int array = reserve((strings.size() + 1) * Long.BYTES);
    for (int i = 0; i < strings.size(); i++) {
      Operand.Address string = (Operand.Address) string(strings.get(i));
      pointers.add(new Program.Pointer(array + i * Long.BYTES, string.offset()));
    }
    return new Operand.Address(array, strings);
  }

  /** Returns the address of these bytes. */
  public Operand.Address bytes(byte[] bytes, Object shown) {
    int offset = reserve(bytes.length);
    System.arraycopy(bytes, 0, data.array(), offset, bytes.length);
    return new Operand.Address(offset, shown);
  }

  /** Returns the address of these 64-bit words. */
  public Operand.Address words(Object shown, long... words) {
    int offset = reserve(words.length * Long.BYTES);
    for (int i = 0; i < words.length; i++) {
      data.putLong(offset + i * Long.BYTES, words[i]);
    }
    return new Operand.Address(offset, shown);
  }

  /** Returns the address of words of which each may be an address itself. */
  public Operand.Address structure(Object shown, Operand... words) {
    int offset = reserve(words.length * Long.BYTES);
    for (int i = 0; i < words.length; i++) {
      int at = offset + i * Long.BYTES;
      if (words[i] instanceof Operand.Literal number) {
        data.putLong(at, number.value());
      } else if (words[i] instanceof Operand.Address address) {
        pointers.add(new Program.Pointer(at, address.offset()));
      } else {
        throw new IllegalArgumentException("not known beforehand: " + words[i]);
      }
    }
    return new Operand.Address(offset, shown);
  }

  private int reserve(int size) {
    int offset = data.position();
    int end = (offset + size + 7) & -8;
    if (end > data.capacity()) {
      byte[] larger = Arrays.copyOf(data.array(), Math.max(end, 2 * data.capacity()));
      data = ByteBuffer.wrap(larger).order(ByteOrder.LITTLE_ENDIAN);
    }
    data.position(end);
    return offset;
  }

  /** Returns the program written so far. */
  Program build() {
    byte[] bytes = Arrays.copyOf(data.array(), data.position());
    return new Program(List.copyOf(operations), new Program.Data(bytes), List.copyOf(pointers));
  }
}
