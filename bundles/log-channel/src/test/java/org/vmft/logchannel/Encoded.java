package org.vmft.logchannel;

import java.util.HexFormat;
import java.util.List;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.logchannel.internal.codec.ByteWriter;
import org.vmft.logchannel.internal.codec.MessageCodec;

/** Messages as text that is equal when they are: records with arrays are not. */
public final class Encoded {
    private Encoded() {}

    public static String of(ChannelMessage message) {
        ByteWriter out = new ByteWriter();
        MessageCodec.write(out, message);
        return message.getClass().getSimpleName() + " " + HexFormat.of().formatHex(out.toByteArray());
    }

    public static List<String> of(List<ChannelMessage> messages) {
        return messages.stream().map(Encoded::of).toList();
    }
}
