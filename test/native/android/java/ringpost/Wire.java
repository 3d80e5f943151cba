package ringpost;

import com.hyphenate.chat.EMMessage;
import com.hyphenate.chat.EMMucSharedFile;
import com.hyphenate.chat.EMTextMessageBody;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

// What the shell tells device-process.ts: one line of JSON after the mark "@@ ", so that other output on the stream does no harm.
public final class Wire {
  private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  public static void tell(Object... keysAndValues) {
    Map<String, Object> line = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) line.put((String) keysAndValues[i], keysAndValues[i + 1]);
    synchronized (OUT) { OUT.println("@@ " + json(line)); }
  }

  static String json(Object x) {
    if (x == null) return "null";
    if (x instanceof Boolean || x instanceof Integer || x instanceof Double) return x.toString();
    if (x instanceof EMMessage) return json(message((EMMessage) x));
    if (x instanceof EMMucSharedFile) return json(sharedFile((EMMucSharedFile) x));
    if (x instanceof Object[]) return json(Arrays.asList((Object[]) x));
    if (x instanceof Collection) return ((Collection<?>) x).stream().map(Wire::json).collect(Collectors.joining(",", "[", "]"));
    if (x instanceof Map)
      return ((Map<?, ?>) x).entrySet().stream().map(e -> quote(String.valueOf(e.getKey())) + ":" + json(e.getValue())).collect(Collectors.joining(",", "{", "}"));
    return quote(String.valueOf(x)); // also long: ids are above 2^53
  }

  private static Map<String, Object> message(EMMessage m) {
    Map<String, Object> o = new LinkedHashMap<>();
    o.put("id", m.getMsgId());
    o.put("chatType", m.getChatType());
    o.put("from", m.getFrom());
    o.put("to", m.getTo());
    o.put("type", m.getType());
    if (m.getBody() instanceof EMTextMessageBody) o.put("text", ((EMTextMessageBody) m.getBody()).getMessage());
    else o.put("body", String.valueOf(m.getBody()));
    o.put("ext", m.ext());
    o.put("time", m.getMsgTime());
    return o;
  }

  private static Map<String, Object> sharedFile(EMMucSharedFile f) {
    Map<String, Object> o = new LinkedHashMap<>();
    o.put("id", f.getFileId());
    o.put("name", f.getFileName());
    o.put("owner", f.getFileOwner());
    o.put("size", f.getFileSize());
    o.put("time", f.getFileUpdateTime());
    return o;
  }

  private static String quote(String s) {
    StringBuilder b = new StringBuilder("\"");
    for (char c : s.toCharArray())
      if (c == '"' || c == '\\') b.append('\\').append(c);
      else if (c < ' ' || c == '\u2028' || c == '\u2029') b.append(String.format("\\u%04x", (int) c));
      else b.append(c);
    return b.append('"').toString();
  }
}
