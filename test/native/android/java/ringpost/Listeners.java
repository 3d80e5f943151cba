package ringpost;

import com.hyphenate.EMCallBack;
import com.hyphenate.EMChatRoomChangeListener;
import com.hyphenate.EMConnectionListener;
import com.hyphenate.EMContactListener;
import com.hyphenate.EMConversationListener;
import com.hyphenate.EMGroupChangeListener;
import com.hyphenate.EMMessageListener;
import com.hyphenate.EMMultiDeviceListener;
import com.hyphenate.EMPresenceListener;
import com.hyphenate.EMValueCallBack;
import com.hyphenate.chat.EMClient;
import java.lang.reflect.Proxy;

// Every listener of the SDK, told to device-process.ts as {"event": "message.onMessageReceived", "args": [...]}.
public final class Listeners {
  public static void addAll(EMClient c) {
    c.addConnectionListener(spy("connection", EMConnectionListener.class));
    c.addMultiDeviceListener(spy("multiDevice", EMMultiDeviceListener.class));
    c.chatManager().addMessageListener(spy("message", EMMessageListener.class));
    c.chatManager().addConversationListener(spy("conversation", EMConversationListener.class));
    c.groupManager().addGroupChangeListener(spy("group", EMGroupChangeListener.class));
    c.chatroomManager().addChatRoomChangeListener(spy("room", EMChatRoomChangeListener.class));
    c.contactManager().setContactListener(spy("contact", EMContactListener.class));
    c.presenceManager().addListener(spy("presence", EMPresenceListener.class));
  }

  private static <T> T spy(String who, Class<T> type) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
      switch (method.getName()) {
        case "equals": return self == args[0];
        case "hashCode": return System.identityHashCode(self);
        case "toString": return who;
        default: Wire.tell("event", who + "." + method.getName(), "args", args == null ? new Object[0] : args); return null;
      }
    }));
  }

  // One object for both kinds of callback that SDK calls take; told as {"done": name, "value"} or {"done": name, "code", "error"}.
  public static Callback callback(String name) { return new Callback(name); }

  public static final class Callback implements EMCallBack, EMValueCallBack<Object> {
    private final String name;
    Callback(String name) { this.name = name; }
    @Override public void onSuccess() { Wire.tell("done", name, "value", null); }
    @Override public void onSuccess(Object value) { Wire.tell("done", name, "value", value); }
    @Override public void onError(int code, String error) { Wire.tell("done", name, "code", code, "error", error); }
    @Override public void onProgress(int percent, String status) { }
  }
}
