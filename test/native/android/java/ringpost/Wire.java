package ringpost;

import com.hyphenate.chat.EMCmdMessageBody;
import com.hyphenate.chat.EMCustomMessageBody;
import com.hyphenate.chat.EMFileMessageBody;
import com.hyphenate.chat.EMGroupReadAck;
import com.hyphenate.chat.EMLocationMessageBody;
import com.hyphenate.chat.EMMessage;
import com.hyphenate.chat.EMMessageBody;
import com.hyphenate.chat.EMMessageReaction;
import com.hyphenate.chat.EMMessageReactionChange;
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
    if (x instanceof EMGroupReadAck) return json(groupReadAck((EMGroupReadAck) x));
    if (x instanceof EMMessageReactionChange) return json(reactionChange((EMMessageReactionChange) x));
    if (x instanceof EMMessageReaction) return json(reaction((EMMessageReaction) x));
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
    addBody(o, m.getBody());
    o.put("asksForReceipts", m.isNeedGroupAck());
    o.put("ext", m.ext());
    o.put("time", m.getMsgTime());
    return o;
  }

  private static void addBody(Map<String, Object> o, EMMessageBody body) {
    if (body instanceof EMTextMessageBody) o.put("text", ((EMTextMessageBody) body).getMessage());
    if (body instanceof EMCmdMessageBody) o.put("action", ((EMCmdMessageBody) body).action());
    if (body instanceof EMCustomMessageBody) {
      o.put("event", ((EMCustomMessageBody) body).event());
      o.put("params", ((EMCustomMessageBody) body).getParams());
    }
    if (body instanceof EMLocationMessageBody) {
      o.put("lat", ((EMLocationMessageBody) body).getLatitude());
      o.put("lng", ((EMLocationMessageBody) body).getLongitude());
      o.put("address", ((EMLocationMessageBody) body).getAddress());
    }
    if (body instanceof EMFileMessageBody) {
      o.put("fileName", ((EMFileMessageBody) body).getFileName());
      o.put("url", ((EMFileMessageBody) body).getRemoteUrl());
      o.put("secret", ((EMFileMessageBody) body).getSecret());
    }
  }

  private static Map<String, Object> groupReadAck(EMGroupReadAck a) {
    Map<String, Object> o = new LinkedHashMap<>();
    o.put("message", a.getMsgId());
    o.put("from", a.getFrom());
    o.put("content", a.getContent());
    o.put("count", a.getCount());
    return o;
  }

  private static Map<String, Object> reactionChange(EMMessageReactionChange c) {
    Map<String, Object> o = new LinkedHashMap<>();
    o.put("message", c.getMessageId());
    o.put("conversation", c.getConversionID());
    o.put("reactions", c.getMessageReactionList());
    return o;
  }

  private static Map<String, Object> reaction(EMMessageReaction r) {
    Map<String, Object> o = new LinkedHashMap<>();
    o.put("reaction", r.getReaction());
    o.put("count", r.getUserCount());
    o.put("users", r.getUserList());
    o.put("isAddedBySelf", r.isAddedBySelf());
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
