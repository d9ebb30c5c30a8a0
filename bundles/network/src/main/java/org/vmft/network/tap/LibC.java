package org.vmft.network.tap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** The one call for which Java has nothing. Public because JNA implements it. */
public interface LibC extends Library {
    static LibC load() {
        return Native.load("c", LibC.class);
    }

    int ioctl(int descriptor, NativeLong request, Object... arguments) throws LastErrorException;
}
