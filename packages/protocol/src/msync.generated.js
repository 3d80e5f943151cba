// Generated from msync.proto by generate.ts. Do not edit.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import * as $protobuf from "./wire.ts";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const Jid = $root.Jid = (() => {

    const Jid = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Jid.prototype.appKey = null;
    Jid.prototype.name = null;
    Jid.prototype.domain = null;
    Jid.prototype.resource = null;

    Jid.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.appKey != null && $Object.hasOwnProperty.call(message, "appKey"))
            writer.uint32(10).string(message.appKey);
        if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
            writer.uint32(18).string(message.name);
        if (message.domain != null && $Object.hasOwnProperty.call(message, "domain"))
            writer.uint32(26).string(message.domain);
        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
            writer.uint32(34).string(message.resource);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Jid.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Jid();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.appKey = reader.string();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.name = reader.string();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.domain = reader.string();
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    message.resource = reader.string();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Jid;
})();

export const KeyValue = $root.KeyValue = (() => {

    const KeyValue = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    KeyValue.prototype.key = null;
    KeyValue.prototype.type = null;
    KeyValue.prototype.varintValue = null;
    KeyValue.prototype.floatValue = null;
    KeyValue.prototype.doubleValue = null;
    KeyValue.prototype.stringValue = null;
    KeyValue.prototype.digits = null;

    KeyValue.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
            writer.uint32(10).string(message.key);
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(16).int32(message.type);
        if (message.varintValue != null && $Object.hasOwnProperty.call(message, "varintValue"))
            writer.uint32(24).int64(message.varintValue);
        if (message.floatValue != null && $Object.hasOwnProperty.call(message, "floatValue"))
            writer.uint32(37).float(message.floatValue);
        if (message.doubleValue != null && $Object.hasOwnProperty.call(message, "doubleValue"))
            writer.uint32(41).double(message.doubleValue);
        if (message.stringValue != null && $Object.hasOwnProperty.call(message, "stringValue"))
            writer.uint32(50).string(message.stringValue);
        if (message.digits != null && $Object.hasOwnProperty.call(message, "digits"))
            writer.uint32(250).string(message.digits);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    KeyValue.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.KeyValue();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.key = reader.string();
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.type = reader.int32();
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    message.varintValue = reader.int64();
                    continue;
                }
            case 4: {
                    if (wireType !== 5)
                        break;
                    message.floatValue = reader.float();
                    continue;
                }
            case 5: {
                    if (wireType !== 1)
                        break;
                    message.doubleValue = reader.double();
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    message.stringValue = reader.string();
                    continue;
                }
            case 31: {
                    if (wireType !== 2)
                        break;
                    message.digits = reader.string();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return KeyValue;
})();

export const Redirect = $root.Redirect = (() => {

    const Redirect = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Redirect.prototype.host = null;
    Redirect.prototype.port = null;

    Redirect.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.host != null && $Object.hasOwnProperty.call(message, "host"))
            writer.uint32(10).string(message.host);
        if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
            writer.uint32(16).uint32(message.port);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Redirect.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Redirect();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.host = reader.string();
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.port = reader.uint32();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Redirect;
})();

export const Status = $root.Status = (() => {

    const Status = function (properties) {
        this.redirect = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Status.prototype.code = null;
    Status.prototype.reason = null;
    Status.prototype.redirect = $util.emptyArray;

    Status.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
            writer.uint32(8).int32(message.code);
        if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
            writer.uint32(18).string(message.reason);
        if (message.redirect != null && message.redirect.length)
            for (let i = 0; i < message.redirect.length; ++i)
                $root.Redirect.encode(message.redirect[i], writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Status.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Status();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.code = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.reason = reader.string();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if (!(message.redirect && message.redirect.length))
                        message.redirect = [];
                    message.redirect.push($root.Redirect.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Status;
})();

export const Envelope = $root.Envelope = (() => {

    const Envelope = function (properties) {
        this.encryptType = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Envelope.prototype.version = null;
    Envelope.prototype.guid = null;
    Envelope.prototype.auth = null;
    Envelope.prototype.compressAlgorithm = null;
    Envelope.prototype.crypto = null;
    Envelope.prototype.userAgent = null;
    Envelope.prototype.command = null;
    Envelope.prototype.payload = null;
    Envelope.prototype.deviceId = null;
    Envelope.prototype.encryptType = $util.emptyArray;
    Envelope.prototype.encryptKey = null;

    Envelope.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
            writer.uint32(8).int32(message.version);
        if (message.guid != null && $Object.hasOwnProperty.call(message, "guid"))
            $root.Jid.encode(message.guid, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.auth != null && $Object.hasOwnProperty.call(message, "auth"))
            writer.uint32(26).string(message.auth);
        if (message.compressAlgorithm != null && $Object.hasOwnProperty.call(message, "compressAlgorithm"))
            writer.uint32(32).uint32(message.compressAlgorithm);
        if (message.crypto != null && $Object.hasOwnProperty.call(message, "crypto"))
            writer.uint32(40).uint32(message.crypto);
        if (message.userAgent != null && $Object.hasOwnProperty.call(message, "userAgent"))
            writer.uint32(50).string(message.userAgent);
        if (message.command != null && $Object.hasOwnProperty.call(message, "command"))
            writer.uint32(64).int32(message.command);
        if (message.payload != null && $Object.hasOwnProperty.call(message, "payload"))
            writer.uint32(74).bytes(message.payload);
        if (message.deviceId != null && $Object.hasOwnProperty.call(message, "deviceId"))
            writer.uint32(80).uint32(message.deviceId);
        if (message.encryptType != null && message.encryptType.length)
            for (let i = 0; i < message.encryptType.length; ++i)
                writer.uint32(88).int32(message.encryptType[i]);
        if (message.encryptKey != null && $Object.hasOwnProperty.call(message, "encryptKey"))
            writer.uint32(98).string(message.encryptKey);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Envelope.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Envelope();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.version = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.guid = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.guid);
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.auth = reader.string();
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.compressAlgorithm = reader.uint32();
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.crypto = reader.uint32();
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    message.userAgent = reader.string();
                    continue;
                }
            case 8: {
                    if (wireType !== 0)
                        break;
                    message.command = reader.int32();
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    message.payload = reader.bytes();
                    continue;
                }
            case 10: {
                    if (wireType !== 0)
                        break;
                    message.deviceId = reader.uint32();
                    continue;
                }
            case 11: {
                    if (wireType === 2) {
                        if (!(message.encryptType && message.encryptType.length))
                            message.encryptType = [];
                        reader.int32s(message.encryptType);
                        continue;
                    }
                    if (wireType !== 0)
                        break;
                    if (!(message.encryptType && message.encryptType.length))
                        message.encryptType = [];
                    message.encryptType.push(reader.int32());
                    continue;
                }
            case 12: {
                    if (wireType !== 2)
                        break;
                    message.encryptKey = reader.string();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Envelope;
})();

export const Provision = $root.Provision = (() => {

    const Provision = function (properties) {
        this.compressType = [];
        this.encryptType = [];
        this.protocolCompressType = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Provision.prototype.osType = null;
    Provision.prototype.version = null;
    Provision.prototype.networkType = null;
    Provision.prototype.appSign = null;
    Provision.prototype.compressType = $util.emptyArray;
    Provision.prototype.encryptType = $util.emptyArray;
    Provision.prototype.encryptKey = null;
    Provision.prototype.status = null;
    Provision.prototype.deviceUuid = null;
    Provision.prototype.isManualLogin = null;
    Provision.prototype.password = null;
    Provision.prototype.deviceName = null;
    Provision.prototype.resource = null;
    Provision.prototype.auth = null;
    Provision.prototype.serviceId = null;
    Provision.prototype.actionVersion = null;
    Provision.prototype.authToken = null;
    Provision.prototype.osCustomValue = null;
    Provision.prototype.sessionId = null;
    Provision.prototype.reason = null;
    Provision.prototype.protocolCompressType = $util.emptyArray;
    Provision.prototype.protocolCompressDirection = null;

    Provision.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.osType != null && $Object.hasOwnProperty.call(message, "osType"))
            writer.uint32(8).int32(message.osType);
        if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
            writer.uint32(18).string(message.version);
        if (message.networkType != null && $Object.hasOwnProperty.call(message, "networkType"))
            writer.uint32(24).int32(message.networkType);
        if (message.appSign != null && $Object.hasOwnProperty.call(message, "appSign"))
            writer.uint32(34).string(message.appSign);
        if (message.compressType != null && message.compressType.length)
            for (let i = 0; i < message.compressType.length; ++i)
                writer.uint32(40).int32(message.compressType[i]);
        if (message.encryptType != null && message.encryptType.length)
            for (let i = 0; i < message.encryptType.length; ++i)
                writer.uint32(48).int32(message.encryptType[i]);
        if (message.encryptKey != null && $Object.hasOwnProperty.call(message, "encryptKey"))
            writer.uint32(58).string(message.encryptKey);
        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
            $root.Status.encode(message.status, writer.uint32(66).fork(), _depth + 1).ldelim();
        if (message.deviceUuid != null && $Object.hasOwnProperty.call(message, "deviceUuid"))
            writer.uint32(74).string(message.deviceUuid);
        if (message.isManualLogin != null && $Object.hasOwnProperty.call(message, "isManualLogin"))
            writer.uint32(80).bool(message.isManualLogin);
        if (message.password != null && $Object.hasOwnProperty.call(message, "password"))
            writer.uint32(90).string(message.password);
        if (message.deviceName != null && $Object.hasOwnProperty.call(message, "deviceName"))
            writer.uint32(98).string(message.deviceName);
        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
            writer.uint32(106).string(message.resource);
        if (message.auth != null && $Object.hasOwnProperty.call(message, "auth"))
            writer.uint32(114).string(message.auth);
        if (message.serviceId != null && $Object.hasOwnProperty.call(message, "serviceId"))
            writer.uint32(130).string(message.serviceId);
        if (message.actionVersion != null && $Object.hasOwnProperty.call(message, "actionVersion"))
            writer.uint32(138).string(message.actionVersion);
        if (message.authToken != null && $Object.hasOwnProperty.call(message, "authToken"))
            writer.uint32(146).string(message.authToken);
        if (message.osCustomValue != null && $Object.hasOwnProperty.call(message, "osCustomValue"))
            writer.uint32(152).uint32(message.osCustomValue);
        if (message.sessionId != null && $Object.hasOwnProperty.call(message, "sessionId"))
            writer.uint32(162).string(message.sessionId);
        if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
            writer.uint32(170).string(message.reason);
        if (message.protocolCompressType != null && message.protocolCompressType.length)
            writer.uint32(178).int32s(message.protocolCompressType);
        if (message.protocolCompressDirection != null && $Object.hasOwnProperty.call(message, "protocolCompressDirection"))
            writer.uint32(184).int32(message.protocolCompressDirection);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Provision.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Provision();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.osType = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.version = reader.string();
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    message.networkType = reader.int32();
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    message.appSign = reader.string();
                    continue;
                }
            case 5: {
                    if (wireType === 2) {
                        if (!(message.compressType && message.compressType.length))
                            message.compressType = [];
                        reader.int32s(message.compressType);
                        continue;
                    }
                    if (wireType !== 0)
                        break;
                    if (!(message.compressType && message.compressType.length))
                        message.compressType = [];
                    message.compressType.push(reader.int32());
                    continue;
                }
            case 6: {
                    if (wireType === 2) {
                        if (!(message.encryptType && message.encryptType.length))
                            message.encryptType = [];
                        reader.int32s(message.encryptType);
                        continue;
                    }
                    if (wireType !== 0)
                        break;
                    if (!(message.encryptType && message.encryptType.length))
                        message.encryptType = [];
                    message.encryptType.push(reader.int32());
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    message.encryptKey = reader.string();
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    message.status = $root.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    message.deviceUuid = reader.string();
                    continue;
                }
            case 10: {
                    if (wireType !== 0)
                        break;
                    message.isManualLogin = reader.bool();
                    continue;
                }
            case 11: {
                    if (wireType !== 2)
                        break;
                    message.password = reader.string();
                    continue;
                }
            case 12: {
                    if (wireType !== 2)
                        break;
                    message.deviceName = reader.string();
                    continue;
                }
            case 13: {
                    if (wireType !== 2)
                        break;
                    message.resource = reader.string();
                    continue;
                }
            case 14: {
                    if (wireType !== 2)
                        break;
                    message.auth = reader.string();
                    continue;
                }
            case 16: {
                    if (wireType !== 2)
                        break;
                    message.serviceId = reader.string();
                    continue;
                }
            case 17: {
                    if (wireType !== 2)
                        break;
                    message.actionVersion = reader.string();
                    continue;
                }
            case 18: {
                    if (wireType !== 2)
                        break;
                    message.authToken = reader.string();
                    continue;
                }
            case 19: {
                    if (wireType !== 0)
                        break;
                    message.osCustomValue = reader.uint32();
                    continue;
                }
            case 20: {
                    if (wireType !== 2)
                        break;
                    message.sessionId = reader.string();
                    continue;
                }
            case 21: {
                    if (wireType !== 2)
                        break;
                    message.reason = reader.string();
                    continue;
                }
            case 22: {
                    if (wireType === 2) {
                        if (!(message.protocolCompressType && message.protocolCompressType.length))
                            message.protocolCompressType = [];
                        reader.int32s(message.protocolCompressType);
                        continue;
                    }
                    if (wireType !== 0)
                        break;
                    if (!(message.protocolCompressType && message.protocolCompressType.length))
                        message.protocolCompressType = [];
                    message.protocolCompressType.push(reader.int32());
                    continue;
                }
            case 23: {
                    if (wireType !== 0)
                        break;
                    message.protocolCompressDirection = reader.int32();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Provision;
})();

export const Logout = $root.Logout = (() => {

    const Logout = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Logout.prototype.sessionId = null;
    Logout.prototype.reason = null;
    Logout.prototype.status = null;

    Logout.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.sessionId != null && $Object.hasOwnProperty.call(message, "sessionId"))
            writer.uint32(10).string(message.sessionId);
        if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
            writer.uint32(18).string(message.reason);
        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
            $root.Status.encode(message.status, writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Logout.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Logout();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.sessionId = reader.string();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.reason = reader.string();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.status = $root.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Logout;
})();

export const Meta = $root.Meta = (() => {

    const Meta = function (properties) {
        this.ext = [];
        this.directedUsers = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Meta.prototype.id = null;
    Meta.prototype.from = null;
    Meta.prototype.to = null;
    Meta.prototype.timestamp = null;
    Meta.prototype.namespace = null;
    Meta.prototype.payload = null;
    Meta.prototype.route = null;
    Meta.prototype.ext = $util.emptyArray;
    Meta.prototype.meta = null;
    Meta.prototype.directedUsers = $util.emptyArray;

    Meta.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
            writer.uint32(8).uint64(message.id);
        if (message.from != null && $Object.hasOwnProperty.call(message, "from"))
            $root.Jid.encode(message.from, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.to != null && $Object.hasOwnProperty.call(message, "to"))
            $root.Jid.encode(message.to, writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
            writer.uint32(32).uint64(message.timestamp);
        if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
            writer.uint32(40).int32(message.namespace);
        if (message.payload != null && $Object.hasOwnProperty.call(message, "payload"))
            writer.uint32(50).bytes(message.payload);
        if (message.route != null && $Object.hasOwnProperty.call(message, "route"))
            writer.uint32(56).int32(message.route);
        if (message.ext != null && message.ext.length)
            for (let i = 0; i < message.ext.length; ++i)
                $root.KeyValue.encode(message.ext[i], writer.uint32(66).fork(), _depth + 1).ldelim();
        if (message.meta != null && $Object.hasOwnProperty.call(message, "meta"))
            writer.uint32(74).bytes(message.meta);
        if (message.directedUsers != null && message.directedUsers.length)
            for (let i = 0; i < message.directedUsers.length; ++i)
                writer.uint32(82).string(message.directedUsers[i]);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Meta.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Meta();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.id = reader.uint64();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.from = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.from);
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.to = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.to);
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.timestamp = reader.uint64();
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.namespace = reader.int32();
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    message.payload = reader.bytes();
                    continue;
                }
            case 7: {
                    if (wireType !== 0)
                        break;
                    message.route = reader.int32();
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    if (!(message.ext && message.ext.length))
                        message.ext = [];
                    message.ext.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    message.meta = reader.bytes();
                    continue;
                }
            case 10: {
                    if (wireType !== 2)
                        break;
                    if (!(message.directedUsers && message.directedUsers.length))
                        message.directedUsers = [];
                    message.directedUsers.push(reader.string());
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Meta;
})();

export const SyncUp = $root.SyncUp = (() => {

    const SyncUp = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    SyncUp.prototype.meta = null;
    SyncUp.prototype.key = null;
    SyncUp.prototype.queue = null;
    SyncUp.prototype.isRoam = null;
    SyncUp.prototype.lastFullRoamKey = null;

    SyncUp.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.meta != null && $Object.hasOwnProperty.call(message, "meta"))
            $root.Meta.encode(message.meta, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
            writer.uint32(16).uint64(message.key);
        if (message.queue != null && $Object.hasOwnProperty.call(message, "queue"))
            $root.Jid.encode(message.queue, writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.isRoam != null && $Object.hasOwnProperty.call(message, "isRoam"))
            writer.uint32(32).bool(message.isRoam);
        if (message.lastFullRoamKey != null && $Object.hasOwnProperty.call(message, "lastFullRoamKey"))
            writer.uint32(40).uint64(message.lastFullRoamKey);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    SyncUp.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.SyncUp();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.meta = $root.Meta.decode(reader, reader.size(), $undefined, _depth + 1, message.meta);
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.key = reader.uint64();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.queue = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.queue);
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.isRoam = reader.bool();
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.lastFullRoamKey = reader.uint64();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return SyncUp;
})();

export const SyncDown = $root.SyncDown = (() => {

    const SyncDown = function (properties) {
        this.metas = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    SyncDown.prototype.status = null;
    SyncDown.prototype.metaId = null;
    SyncDown.prototype.serverId = null;
    SyncDown.prototype.metas = $util.emptyArray;
    SyncDown.prototype.nextKey = null;
    SyncDown.prototype.queue = null;
    SyncDown.prototype.isLast = null;
    SyncDown.prototype.timestamp = null;
    SyncDown.prototype.isRoam = null;

    SyncDown.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
            $root.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.metaId != null && $Object.hasOwnProperty.call(message, "metaId"))
            writer.uint32(16).uint64(message.metaId);
        if (message.serverId != null && $Object.hasOwnProperty.call(message, "serverId"))
            writer.uint32(24).uint64(message.serverId);
        if (message.metas != null && message.metas.length)
            for (let i = 0; i < message.metas.length; ++i)
                $root.Meta.encode(message.metas[i], writer.uint32(34).fork(), _depth + 1).ldelim();
        if (message.nextKey != null && $Object.hasOwnProperty.call(message, "nextKey"))
            writer.uint32(40).uint64(message.nextKey);
        if (message.queue != null && $Object.hasOwnProperty.call(message, "queue"))
            $root.Jid.encode(message.queue, writer.uint32(50).fork(), _depth + 1).ldelim();
        if (message.isLast != null && $Object.hasOwnProperty.call(message, "isLast"))
            writer.uint32(56).bool(message.isLast);
        if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
            writer.uint32(64).uint64(message.timestamp);
        if (message.isRoam != null && $Object.hasOwnProperty.call(message, "isRoam"))
            writer.uint32(72).bool(message.isRoam);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    SyncDown.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.SyncDown();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.status = $root.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.metaId = reader.uint64();
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    message.serverId = reader.uint64();
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if (!(message.metas && message.metas.length))
                        message.metas = [];
                    message.metas.push($root.Meta.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.nextKey = reader.uint64();
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    message.queue = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.queue);
                    continue;
                }
            case 7: {
                    if (wireType !== 0)
                        break;
                    message.isLast = reader.bool();
                    continue;
                }
            case 8: {
                    if (wireType !== 0)
                        break;
                    message.timestamp = reader.uint64();
                    continue;
                }
            case 9: {
                    if (wireType !== 0)
                        break;
                    message.isRoam = reader.bool();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return SyncDown;
})();

export const Notice = $root.Notice = (() => {

    const Notice = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Notice.prototype.queue = null;

    Notice.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.queue != null && $Object.hasOwnProperty.call(message, "queue"))
            $root.Jid.encode(message.queue, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Notice.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Notice();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.queue = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.queue);
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Notice;
})();

export const QueueCount = $root.QueueCount = (() => {

    const QueueCount = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    QueueCount.prototype.queue = null;
    QueueCount.prototype.count = null;

    QueueCount.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.queue != null && $Object.hasOwnProperty.call(message, "queue"))
            $root.Jid.encode(message.queue, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
            writer.uint32(16).uint32(message.count);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    QueueCount.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.QueueCount();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.queue = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.queue);
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.count = reader.uint32();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return QueueCount;
})();

export const UnreadDown = $root.UnreadDown = (() => {

    const UnreadDown = function (properties) {
        this.unread = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    UnreadDown.prototype.status = null;
    UnreadDown.prototype.unread = $util.emptyArray;
    UnreadDown.prototype.timestamp = null;

    UnreadDown.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
            $root.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.unread != null && message.unread.length)
            for (let i = 0; i < message.unread.length; ++i)
                $root.QueueCount.encode(message.unread[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
            writer.uint32(24).uint64(message.timestamp);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    UnreadDown.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.UnreadDown();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.status = $root.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.unread && message.unread.length))
                        message.unread = [];
                    message.unread.push($root.QueueCount.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    message.timestamp = reader.uint64();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return UnreadDown;
})();

export const Size = $root.Size = (() => {

    const Size = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Size.prototype.width = null;
    Size.prototype.height = null;

    Size.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.width != null && $Object.hasOwnProperty.call(message, "width"))
            writer.uint32(9).double(message.width);
        if (message.height != null && $Object.hasOwnProperty.call(message, "height"))
            writer.uint32(17).double(message.height);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Size.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Size();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 1)
                        break;
                    message.width = reader.double();
                    continue;
                }
            case 2: {
                    if (wireType !== 1)
                        break;
                    message.height = reader.double();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Size;
})();

export const Content = $root.Content = (() => {

    const Content = function (properties) {
        this.params = [];
        this.customExts = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Content.prototype.type = null;
    Content.prototype.text = null;
    Content.prototype.latitude = null;
    Content.prototype.longitude = null;
    Content.prototype.address = null;
    Content.prototype.displayName = null;
    Content.prototype.remotePath = null;
    Content.prototype.secretKey = null;
    Content.prototype.fileLength = null;
    Content.prototype.action = null;
    Content.prototype.params = $util.emptyArray;
    Content.prototype.duration = null;
    Content.prototype.size = null;
    Content.prototype.thumbnailRemotePath = null;
    Content.prototype.thumbnailSecretKey = null;
    Content.prototype.thumbnailDisplayName = null;
    Content.prototype.thumbnailFileLength = null;
    Content.prototype.thumbnailSize = null;
    Content.prototype.customEvent = null;
    Content.prototype.customExts = $util.emptyArray;
    Content.prototype.buildingName = null;
    Content.prototype.subType = null;
    Content.prototype.title = null;
    Content.prototype.summary = null;
    Content.prototype.combineLevel = null;
    Content.prototype.imageType = null;

    Content.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(8).int32(message.type);
        if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
            writer.uint32(18).string(message.text);
        if (message.latitude != null && $Object.hasOwnProperty.call(message, "latitude"))
            writer.uint32(25).double(message.latitude);
        if (message.longitude != null && $Object.hasOwnProperty.call(message, "longitude"))
            writer.uint32(33).double(message.longitude);
        if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
            writer.uint32(42).string(message.address);
        if (message.displayName != null && $Object.hasOwnProperty.call(message, "displayName"))
            writer.uint32(50).string(message.displayName);
        if (message.remotePath != null && $Object.hasOwnProperty.call(message, "remotePath"))
            writer.uint32(58).string(message.remotePath);
        if (message.secretKey != null && $Object.hasOwnProperty.call(message, "secretKey"))
            writer.uint32(66).string(message.secretKey);
        if (message.fileLength != null && $Object.hasOwnProperty.call(message, "fileLength"))
            writer.uint32(72).int32(message.fileLength);
        if (message.action != null && $Object.hasOwnProperty.call(message, "action"))
            writer.uint32(82).string(message.action);
        if (message.params != null && message.params.length)
            for (let i = 0; i < message.params.length; ++i)
                $root.KeyValue.encode(message.params[i], writer.uint32(90).fork(), _depth + 1).ldelim();
        if (message.duration != null && $Object.hasOwnProperty.call(message, "duration"))
            writer.uint32(96).int32(message.duration);
        if (message.size != null && $Object.hasOwnProperty.call(message, "size"))
            $root.Size.encode(message.size, writer.uint32(106).fork(), _depth + 1).ldelim();
        if (message.thumbnailRemotePath != null && $Object.hasOwnProperty.call(message, "thumbnailRemotePath"))
            writer.uint32(114).string(message.thumbnailRemotePath);
        if (message.thumbnailSecretKey != null && $Object.hasOwnProperty.call(message, "thumbnailSecretKey"))
            writer.uint32(122).string(message.thumbnailSecretKey);
        if (message.thumbnailDisplayName != null && $Object.hasOwnProperty.call(message, "thumbnailDisplayName"))
            writer.uint32(130).string(message.thumbnailDisplayName);
        if (message.thumbnailFileLength != null && $Object.hasOwnProperty.call(message, "thumbnailFileLength"))
            writer.uint32(136).int32(message.thumbnailFileLength);
        if (message.thumbnailSize != null && $Object.hasOwnProperty.call(message, "thumbnailSize"))
            $root.Size.encode(message.thumbnailSize, writer.uint32(146).fork(), _depth + 1).ldelim();
        if (message.customEvent != null && $Object.hasOwnProperty.call(message, "customEvent"))
            writer.uint32(154).string(message.customEvent);
        if (message.customExts != null && message.customExts.length)
            for (let i = 0; i < message.customExts.length; ++i)
                $root.KeyValue.encode(message.customExts[i], writer.uint32(162).fork(), _depth + 1).ldelim();
        if (message.buildingName != null && $Object.hasOwnProperty.call(message, "buildingName"))
            writer.uint32(170).string(message.buildingName);
        if (message.subType != null && $Object.hasOwnProperty.call(message, "subType"))
            writer.uint32(176).int32(message.subType);
        if (message.title != null && $Object.hasOwnProperty.call(message, "title"))
            writer.uint32(186).string(message.title);
        if (message.summary != null && $Object.hasOwnProperty.call(message, "summary"))
            writer.uint32(194).string(message.summary);
        if (message.combineLevel != null && $Object.hasOwnProperty.call(message, "combineLevel"))
            writer.uint32(200).int32(message.combineLevel);
        if (message.imageType != null && $Object.hasOwnProperty.call(message, "imageType"))
            writer.uint32(208).int32(message.imageType);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Content.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Content();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.type = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.text = reader.string();
                    continue;
                }
            case 3: {
                    if (wireType !== 1)
                        break;
                    message.latitude = reader.double();
                    continue;
                }
            case 4: {
                    if (wireType !== 1)
                        break;
                    message.longitude = reader.double();
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    message.address = reader.string();
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    message.displayName = reader.string();
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    message.remotePath = reader.string();
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    message.secretKey = reader.string();
                    continue;
                }
            case 9: {
                    if (wireType !== 0)
                        break;
                    message.fileLength = reader.int32();
                    continue;
                }
            case 10: {
                    if (wireType !== 2)
                        break;
                    message.action = reader.string();
                    continue;
                }
            case 11: {
                    if (wireType !== 2)
                        break;
                    if (!(message.params && message.params.length))
                        message.params = [];
                    message.params.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 12: {
                    if (wireType !== 0)
                        break;
                    message.duration = reader.int32();
                    continue;
                }
            case 13: {
                    if (wireType !== 2)
                        break;
                    message.size = $root.Size.decode(reader, reader.size(), $undefined, _depth + 1, message.size);
                    continue;
                }
            case 14: {
                    if (wireType !== 2)
                        break;
                    message.thumbnailRemotePath = reader.string();
                    continue;
                }
            case 15: {
                    if (wireType !== 2)
                        break;
                    message.thumbnailSecretKey = reader.string();
                    continue;
                }
            case 16: {
                    if (wireType !== 2)
                        break;
                    message.thumbnailDisplayName = reader.string();
                    continue;
                }
            case 17: {
                    if (wireType !== 0)
                        break;
                    message.thumbnailFileLength = reader.int32();
                    continue;
                }
            case 18: {
                    if (wireType !== 2)
                        break;
                    message.thumbnailSize = $root.Size.decode(reader, reader.size(), $undefined, _depth + 1, message.thumbnailSize);
                    continue;
                }
            case 19: {
                    if (wireType !== 2)
                        break;
                    message.customEvent = reader.string();
                    continue;
                }
            case 20: {
                    if (wireType !== 2)
                        break;
                    if (!(message.customExts && message.customExts.length))
                        message.customExts = [];
                    message.customExts.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 21: {
                    if (wireType !== 2)
                        break;
                    message.buildingName = reader.string();
                    continue;
                }
            case 22: {
                    if (wireType !== 0)
                        break;
                    message.subType = reader.int32();
                    continue;
                }
            case 23: {
                    if (wireType !== 2)
                        break;
                    message.title = reader.string();
                    continue;
                }
            case 24: {
                    if (wireType !== 2)
                        break;
                    message.summary = reader.string();
                    continue;
                }
            case 25: {
                    if (wireType !== 0)
                        break;
                    message.combineLevel = reader.int32();
                    continue;
                }
            case 26: {
                    if (wireType !== 0)
                        break;
                    message.imageType = reader.int32();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return Content;
})();

export const MessageConfig = $root.MessageConfig = (() => {

    const MessageConfig = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    MessageConfig.prototype.allowGroupAck = null;

    MessageConfig.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.allowGroupAck != null && $Object.hasOwnProperty.call(message, "allowGroupAck"))
            writer.uint32(8).bool(message.allowGroupAck);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    MessageConfig.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.MessageConfig();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.allowGroupAck = reader.bool();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return MessageConfig;
})();

export const StreamChunk = $root.StreamChunk = (() => {

    const StreamChunk = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    StreamChunk.prototype.type = null;
    StreamChunk.prototype.sequence = null;
    StreamChunk.prototype.status = null;
    StreamChunk.prototype.error = null;
    StreamChunk.prototype.finishReason = null;

    StreamChunk.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(10).string(message.type);
        if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
            writer.uint32(16).uint64(message.sequence);
        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
            writer.uint32(24).int32(message.status);
        if (message.error != null && $Object.hasOwnProperty.call(message, "error"))
            writer.uint32(32).uint32(message.error);
        if (message.finishReason != null && $Object.hasOwnProperty.call(message, "finishReason"))
            writer.uint32(40).int32(message.finishReason);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    StreamChunk.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.StreamChunk();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.type = reader.string();
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.sequence = reader.uint64();
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    message.status = reader.int32();
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.error = reader.uint32();
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.finishReason = reader.int32();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return StreamChunk;
})();

export const MessageBody = $root.MessageBody = (() => {

    const MessageBody = function (properties) {
        this.contents = [];
        this.ext = [];
        this.ackIds = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    MessageBody.prototype.type = null;
    MessageBody.prototype.from = null;
    MessageBody.prototype.to = null;
    MessageBody.prototype.contents = $util.emptyArray;
    MessageBody.prototype.ext = $util.emptyArray;
    MessageBody.prototype.ackId = null;
    MessageBody.prototype.config = null;
    MessageBody.prototype.ackContent = null;
    MessageBody.prototype.meta = null;
    MessageBody.prototype.editId = null;
    MessageBody.prototype.editScope = null;
    MessageBody.prototype.stream = null;
    MessageBody.prototype.profileUpdatedAt = null;
    MessageBody.prototype.nameCardUpdatedAt = null;
    MessageBody.prototype.sendToPeer = null;
    MessageBody.prototype.ackIds = $util.emptyArray;
    MessageBody.prototype.clearsAll = null;

    MessageBody.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(8).int32(message.type);
        if (message.from != null && $Object.hasOwnProperty.call(message, "from"))
            $root.Jid.encode(message.from, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.to != null && $Object.hasOwnProperty.call(message, "to"))
            $root.Jid.encode(message.to, writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.contents != null && message.contents.length)
            for (let i = 0; i < message.contents.length; ++i)
                $root.Content.encode(message.contents[i], writer.uint32(34).fork(), _depth + 1).ldelim();
        if (message.ext != null && message.ext.length)
            for (let i = 0; i < message.ext.length; ++i)
                $root.KeyValue.encode(message.ext[i], writer.uint32(42).fork(), _depth + 1).ldelim();
        if (message.ackId != null && $Object.hasOwnProperty.call(message, "ackId"))
            writer.uint32(48).uint64(message.ackId);
        if (message.config != null && $Object.hasOwnProperty.call(message, "config"))
            $root.MessageConfig.encode(message.config, writer.uint32(58).fork(), _depth + 1).ldelim();
        if (message.ackContent != null && $Object.hasOwnProperty.call(message, "ackContent"))
            writer.uint32(66).string(message.ackContent);
        if (message.meta != null && $Object.hasOwnProperty.call(message, "meta"))
            writer.uint32(74).string(message.meta);
        if (message.editId != null && $Object.hasOwnProperty.call(message, "editId"))
            writer.uint32(88).uint64(message.editId);
        if (message.editScope != null && $Object.hasOwnProperty.call(message, "editScope"))
            writer.uint32(96).int32(message.editScope);
        if (message.stream != null && $Object.hasOwnProperty.call(message, "stream"))
            $root.StreamChunk.encode(message.stream, writer.uint32(106).fork(), _depth + 1).ldelim();
        if (message.profileUpdatedAt != null && $Object.hasOwnProperty.call(message, "profileUpdatedAt"))
            writer.uint32(112).int32(message.profileUpdatedAt);
        if (message.nameCardUpdatedAt != null && $Object.hasOwnProperty.call(message, "nameCardUpdatedAt"))
            writer.uint32(120).int32(message.nameCardUpdatedAt);
        if (message.sendToPeer != null && $Object.hasOwnProperty.call(message, "sendToPeer"))
            writer.uint32(128).bool(message.sendToPeer);
        if (message.ackIds != null && message.ackIds.length)
            writer.uint32(138).uint64s(message.ackIds);
        if (message.clearsAll != null && $Object.hasOwnProperty.call(message, "clearsAll"))
            writer.uint32(144).bool(message.clearsAll);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    MessageBody.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.MessageBody();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.type = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.from = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.from);
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.to = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.to);
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if (!(message.contents && message.contents.length))
                        message.contents = [];
                    message.contents.push($root.Content.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if (!(message.ext && message.ext.length))
                        message.ext = [];
                    message.ext.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    message.ackId = reader.uint64();
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    message.config = $root.MessageConfig.decode(reader, reader.size(), $undefined, _depth + 1, message.config);
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    message.ackContent = reader.string();
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    message.meta = reader.string();
                    continue;
                }
            case 11: {
                    if (wireType !== 0)
                        break;
                    message.editId = reader.uint64();
                    continue;
                }
            case 12: {
                    if (wireType !== 0)
                        break;
                    message.editScope = reader.int32();
                    continue;
                }
            case 13: {
                    if (wireType !== 2)
                        break;
                    message.stream = $root.StreamChunk.decode(reader, reader.size(), $undefined, _depth + 1, message.stream);
                    continue;
                }
            case 14: {
                    if (wireType !== 0)
                        break;
                    message.profileUpdatedAt = reader.int32();
                    continue;
                }
            case 15: {
                    if (wireType !== 0)
                        break;
                    message.nameCardUpdatedAt = reader.int32();
                    continue;
                }
            case 16: {
                    if (wireType !== 0)
                        break;
                    message.sendToPeer = reader.bool();
                    continue;
                }
            case 17: {
                    if (wireType === 2) {
                        if (!(message.ackIds && message.ackIds.length))
                            message.ackIds = [];
                        reader.uint64s(message.ackIds);
                        continue;
                    }
                    if (wireType !== 0)
                        break;
                    if (!(message.ackIds && message.ackIds.length))
                        message.ackIds = [];
                    message.ackIds.push(reader.uint64());
                    continue;
                }
            case 18: {
                    if (wireType !== 0)
                        break;
                    message.clearsAll = reader.bool();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return MessageBody;
})();

export const MucSetting = $root.MucSetting = (() => {

    const MucSetting = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    MucSetting.prototype.name = null;
    MucSetting.prototype.description = null;
    MucSetting.prototype.type = null;
    MucSetting.prototype.maxUsers = null;
    MucSetting.prototype.owner = null;

    MucSetting.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
            writer.uint32(10).string(message.name);
        if (message.description != null && $Object.hasOwnProperty.call(message, "description"))
            writer.uint32(18).string(message.description);
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(24).int32(message.type);
        if (message.maxUsers != null && $Object.hasOwnProperty.call(message, "maxUsers"))
            writer.uint32(32).int32(message.maxUsers);
        if (message.owner != null && $Object.hasOwnProperty.call(message, "owner"))
            writer.uint32(42).string(message.owner);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    MucSetting.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.MucSetting();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.name = reader.string();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.description = reader.string();
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    message.type = reader.int32();
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.maxUsers = reader.int32();
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    message.owner = reader.string();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return MucSetting;
})();

export const MucResult = $root.MucResult = (() => {

    const MucResult = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    MucResult.prototype.code = null;
    MucResult.prototype.description = null;
    MucResult.prototype.chatroomInfo = null;

    MucResult.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
            writer.uint32(8).int32(message.code);
        if (message.description != null && $Object.hasOwnProperty.call(message, "description"))
            writer.uint32(18).string(message.description);
        if (message.chatroomInfo != null && $Object.hasOwnProperty.call(message, "chatroomInfo"))
            writer.uint32(26).string(message.chatroomInfo);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    MucResult.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.MucResult();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.code = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.description = reader.string();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.chatroomInfo = reader.string();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return MucResult;
})();

export const MucEventInfo = $root.MucEventInfo = (() => {

    const MucEventInfo = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    MucEventInfo.prototype.type = null;
    MucEventInfo.prototype.ext = null;

    MucEventInfo.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(8).int32(message.type);
        if (message.ext != null && $Object.hasOwnProperty.call(message, "ext"))
            writer.uint32(18).string(message.ext);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    MucEventInfo.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.MucEventInfo();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.type = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.ext = reader.string();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return MucEventInfo;
})();

export const MucBody = $root.MucBody = (() => {

    const MucBody = function (properties) {
        this.to = [];
        this.members = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    MucBody.prototype.muc = null;
    MucBody.prototype.operation = null;
    MucBody.prototype.from = null;
    MucBody.prototype.to = $util.emptyArray;
    MucBody.prototype.setting = null;
    MucBody.prototype.reason = null;
    MucBody.prototype.isChatroom = null;
    MucBody.prototype.status = null;
    MucBody.prototype.isThread = null;
    MucBody.prototype.parent = null;
    MucBody.prototype.name = null;
    MucBody.prototype.eventInfo = null;
    MucBody.prototype.memberCount = null;
    MucBody.prototype.ext = null;
    MucBody.prototype.leaveOtherRooms = null;
    MucBody.prototype.members = $util.emptyArray;

    MucBody.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.muc != null && $Object.hasOwnProperty.call(message, "muc"))
            $root.Jid.encode(message.muc, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.operation != null && $Object.hasOwnProperty.call(message, "operation"))
            writer.uint32(16).int32(message.operation);
        if (message.from != null && $Object.hasOwnProperty.call(message, "from"))
            $root.Jid.encode(message.from, writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.to != null && message.to.length)
            for (let i = 0; i < message.to.length; ++i)
                $root.Jid.encode(message.to[i], writer.uint32(34).fork(), _depth + 1).ldelim();
        if (message.setting != null && $Object.hasOwnProperty.call(message, "setting"))
            $root.MucSetting.encode(message.setting, writer.uint32(42).fork(), _depth + 1).ldelim();
        if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
            writer.uint32(50).string(message.reason);
        if (message.isChatroom != null && $Object.hasOwnProperty.call(message, "isChatroom"))
            writer.uint32(56).bool(message.isChatroom);
        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
            $root.MucResult.encode(message.status, writer.uint32(66).fork(), _depth + 1).ldelim();
        if (message.isThread != null && $Object.hasOwnProperty.call(message, "isThread"))
            writer.uint32(72).bool(message.isThread);
        if (message.parent != null && $Object.hasOwnProperty.call(message, "parent"))
            $root.Jid.encode(message.parent, writer.uint32(82).fork(), _depth + 1).ldelim();
        if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
            writer.uint32(90).string(message.name);
        if (message.eventInfo != null && $Object.hasOwnProperty.call(message, "eventInfo"))
            $root.MucEventInfo.encode(message.eventInfo, writer.uint32(98).fork(), _depth + 1).ldelim();
        if (message.memberCount != null && $Object.hasOwnProperty.call(message, "memberCount"))
            writer.uint32(104).int32(message.memberCount);
        if (message.ext != null && $Object.hasOwnProperty.call(message, "ext"))
            writer.uint32(114).string(message.ext);
        if (message.leaveOtherRooms != null && $Object.hasOwnProperty.call(message, "leaveOtherRooms"))
            writer.uint32(120).bool(message.leaveOtherRooms);
        if (message.members != null && message.members.length)
            for (let i = 0; i < message.members.length; ++i)
                writer.uint32(130).string(message.members[i]);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    MucBody.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.MucBody();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.muc = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.muc);
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.operation = reader.int32();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.from = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.from);
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if (!(message.to && message.to.length))
                        message.to = [];
                    message.to.push($root.Jid.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    message.setting = $root.MucSetting.decode(reader, reader.size(), $undefined, _depth + 1, message.setting);
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    message.reason = reader.string();
                    continue;
                }
            case 7: {
                    if (wireType !== 0)
                        break;
                    message.isChatroom = reader.bool();
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    message.status = $root.MucResult.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                    continue;
                }
            case 9: {
                    if (wireType !== 0)
                        break;
                    message.isThread = reader.bool();
                    continue;
                }
            case 10: {
                    if (wireType !== 2)
                        break;
                    message.parent = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.parent);
                    continue;
                }
            case 11: {
                    if (wireType !== 2)
                        break;
                    message.name = reader.string();
                    continue;
                }
            case 12: {
                    if (wireType !== 2)
                        break;
                    message.eventInfo = $root.MucEventInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.eventInfo);
                    continue;
                }
            case 13: {
                    if (wireType !== 0)
                        break;
                    message.memberCount = reader.int32();
                    continue;
                }
            case 14: {
                    if (wireType !== 2)
                        break;
                    message.ext = reader.string();
                    continue;
                }
            case 15: {
                    if (wireType !== 0)
                        break;
                    message.leaveOtherRooms = reader.bool();
                    continue;
                }
            case 16: {
                    if (wireType !== 2)
                        break;
                    if (!(message.members && message.members.length))
                        message.members = [];
                    message.members.push(reader.string());
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return MucBody;
})();

export const RosterResult = $root.RosterResult = (() => {

    const RosterResult = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    RosterResult.prototype.code = null;
    RosterResult.prototype.description = null;

    RosterResult.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
            writer.uint32(8).int32(message.code);
        if (message.description != null && $Object.hasOwnProperty.call(message, "description"))
            writer.uint32(18).string(message.description);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    RosterResult.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.RosterResult();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.code = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.description = reader.string();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return RosterResult;
})();

export const RosterBody = $root.RosterBody = (() => {

    const RosterBody = function (properties) {
        this.to = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    RosterBody.prototype.operation = null;
    RosterBody.prototype.status = null;
    RosterBody.prototype.from = null;
    RosterBody.prototype.to = $util.emptyArray;
    RosterBody.prototype.reason = null;
    RosterBody.prototype.rosterVersion = null;
    RosterBody.prototype.biDirectional = null;

    RosterBody.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.operation != null && $Object.hasOwnProperty.call(message, "operation"))
            writer.uint32(8).int32(message.operation);
        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
            $root.RosterResult.encode(message.status, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.from != null && $Object.hasOwnProperty.call(message, "from"))
            $root.Jid.encode(message.from, writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.to != null && message.to.length)
            for (let i = 0; i < message.to.length; ++i)
                $root.Jid.encode(message.to[i], writer.uint32(34).fork(), _depth + 1).ldelim();
        if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
            writer.uint32(42).string(message.reason);
        if (message.rosterVersion != null && $Object.hasOwnProperty.call(message, "rosterVersion"))
            writer.uint32(50).string(message.rosterVersion);
        if (message.biDirectional != null && $Object.hasOwnProperty.call(message, "biDirectional"))
            writer.uint32(56).bool(message.biDirectional);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    RosterBody.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.RosterBody();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.operation = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.status = $root.RosterResult.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.from = $root.Jid.decode(reader, reader.size(), $undefined, _depth + 1, message.from);
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if (!(message.to && message.to.length))
                        message.to = [];
                    message.to.push($root.Jid.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    message.reason = reader.string();
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    message.rosterVersion = reader.string();
                    continue;
                }
            case 7: {
                    if (wireType !== 0)
                        break;
                    message.biDirectional = reader.bool();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return RosterBody;
})();

export const StatisticsBody = $root.StatisticsBody = (() => {

    const StatisticsBody = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    StatisticsBody.prototype.operation = null;
    StatisticsBody.prototype.os = null;
    StatisticsBody.prototype.version = null;
    StatisticsBody.prototype.network = null;
    StatisticsBody.prototype.imTime = null;
    StatisticsBody.prototype.chatTime = null;
    StatisticsBody.prototype.location = null;
    StatisticsBody.prototype.reason = null;

    StatisticsBody.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.operation != null && $Object.hasOwnProperty.call(message, "operation"))
            writer.uint32(8).int32(message.operation);
        if (message.os != null && $Object.hasOwnProperty.call(message, "os"))
            writer.uint32(16).int32(message.os);
        if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
            writer.uint32(26).string(message.version);
        if (message.network != null && $Object.hasOwnProperty.call(message, "network"))
            writer.uint32(32).int32(message.network);
        if (message.imTime != null && $Object.hasOwnProperty.call(message, "imTime"))
            writer.uint32(40).uint32(message.imTime);
        if (message.chatTime != null && $Object.hasOwnProperty.call(message, "chatTime"))
            writer.uint32(48).uint32(message.chatTime);
        if (message.location != null && $Object.hasOwnProperty.call(message, "location"))
            writer.uint32(58).string(message.location);
        if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
            writer.uint32(82).string(message.reason);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    StatisticsBody.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.StatisticsBody();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 0)
                        break;
                    message.operation = reader.int32();
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.os = reader.int32();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.version = reader.string();
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.network = reader.int32();
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.imTime = reader.uint32();
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    message.chatTime = reader.uint32();
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    message.location = reader.string();
                    continue;
                }
            case 10: {
                    if (wireType !== 2)
                        break;
                    message.reason = reader.string();
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return StatisticsBody;
})();
