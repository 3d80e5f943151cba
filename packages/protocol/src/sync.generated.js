// Generated from sync.proto by generate.ts. Do not edit.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import * as $protobuf from "./wire.ts";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const SyncHeader = $root.SyncHeader = (() => {

    const SyncHeader = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    SyncHeader.prototype.resource = null;
    SyncHeader.prototype.timestamp = null;
    SyncHeader.prototype.requestId = null;
    SyncHeader.prototype.protocolVersion = null;

    SyncHeader.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
            writer.uint32(10).string(message.resource);
        if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
            writer.uint32(16).int64(message.timestamp);
        if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId"))
            writer.uint32(26).string(message.requestId);
        if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion"))
            writer.uint32(32).int32(message.protocolVersion);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    SyncHeader.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.SyncHeader();
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
                    message.resource = reader.string();
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.timestamp = reader.int64();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.requestId = reader.string();
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.protocolVersion = reader.int32();
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

    return SyncHeader;
})();

export const SyncRequest = $root.SyncRequest = (() => {

    const SyncRequest = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    SyncRequest.prototype.type = null;
    SyncRequest.prototype.header = null;
    SyncRequest.prototype.org = null;
    SyncRequest.prototype.app = null;
    SyncRequest.prototype.user = null;

    SyncRequest.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(8).int32(message.type);
        if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
            $root.SyncHeader.encode(message.header, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.org != null && $Object.hasOwnProperty.call(message, "org"))
            writer.uint32(26).string(message.org);
        if (message.app != null && $Object.hasOwnProperty.call(message, "app"))
            writer.uint32(34).string(message.app);
        if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
            writer.uint32(42).string(message.user);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    SyncRequest.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.SyncRequest();
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
                    message.header = $root.SyncHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.org = reader.string();
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    message.app = reader.string();
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    message.user = reader.string();
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

    return SyncRequest;
})();

export const SessionsRequest = $root.SessionsRequest = (() => {

    const SessionsRequest = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    SessionsRequest.prototype.needEmpty = null;

    SessionsRequest.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.needEmpty != null && $Object.hasOwnProperty.call(message, "needEmpty"))
            writer.uint32(56).bool(message.needEmpty);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    SessionsRequest.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.SessionsRequest();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 7: {
                    if (wireType !== 0)
                        break;
                    message.needEmpty = reader.bool();
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

    return SessionsRequest;
})();

export const RosterRequest = $root.RosterRequest = (() => {

    const RosterRequest = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    RosterRequest.prototype.cursor = null;

    RosterRequest.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor"))
            writer.uint32(56).uint64(message.cursor);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    RosterRequest.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.RosterRequest();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 7: {
                    if (wireType !== 0)
                        break;
                    message.cursor = reader.uint64();
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

    return RosterRequest;
})();

export const GroupsRequest = $root.GroupsRequest = (() => {

    const GroupsRequest = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    GroupsRequest.prototype.cursor = null;

    GroupsRequest.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor"))
            writer.uint32(58).string(message.cursor);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    GroupsRequest.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.GroupsRequest();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 7: {
                    if (wireType !== 2)
                        break;
                    message.cursor = reader.string();
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

    return GroupsRequest;
})();

export const SessionItem = $root.SessionItem = (() => {

    const SessionItem = function (properties) {
        this.marks = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    SessionItem.prototype.id = null;
    SessionItem.prototype.kind = null;
    SessionItem.prototype.lastMessage = null;
    SessionItem.prototype.updatedAt = null;
    SessionItem.prototype.pinnedAt = null;
    SessionItem.prototype.unread = null;
    SessionItem.prototype.marks = $util.emptyArray;
    SessionItem.prototype.remindType = null;
    SessionItem.prototype.groupName = null;
    SessionItem.prototype.groupAvatar = null;
    SessionItem.prototype.metadata = null;

    SessionItem.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
            writer.uint32(10).string(message.id);
        if (message.kind != null && $Object.hasOwnProperty.call(message, "kind"))
            writer.uint32(16).int32(message.kind);
        if (message.lastMessage != null && $Object.hasOwnProperty.call(message, "lastMessage"))
            writer.uint32(26).bytes(message.lastMessage);
        if (message.updatedAt != null && $Object.hasOwnProperty.call(message, "updatedAt"))
            writer.uint32(48).uint64(message.updatedAt);
        if (message.pinnedAt != null && $Object.hasOwnProperty.call(message, "pinnedAt"))
            writer.uint32(56).uint64(message.pinnedAt);
        if (message.unread != null && $Object.hasOwnProperty.call(message, "unread"))
            writer.uint32(64).uint32(message.unread);
        if (message.marks != null && message.marks.length)
            for (let i = 0; i < message.marks.length; ++i)
                writer.uint32(74).string(message.marks[i]);
        if (message.remindType != null && $Object.hasOwnProperty.call(message, "remindType"))
            writer.uint32(88).int32(message.remindType);
        if (message.groupName != null && $Object.hasOwnProperty.call(message, "groupName"))
            writer.uint32(98).string(message.groupName);
        if (message.groupAvatar != null && $Object.hasOwnProperty.call(message, "groupAvatar"))
            writer.uint32(106).string(message.groupAvatar);
        if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
            writer.uint32(114).string(message.metadata);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    SessionItem.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.SessionItem();
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
                    message.id = reader.string();
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.kind = reader.int32();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.lastMessage = reader.bytes();
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    message.updatedAt = reader.uint64();
                    continue;
                }
            case 7: {
                    if (wireType !== 0)
                        break;
                    message.pinnedAt = reader.uint64();
                    continue;
                }
            case 8: {
                    if (wireType !== 0)
                        break;
                    message.unread = reader.uint32();
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    if (!(message.marks && message.marks.length))
                        message.marks = [];
                    message.marks.push(reader.string());
                    continue;
                }
            case 11: {
                    if (wireType !== 0)
                        break;
                    message.remindType = reader.int32();
                    continue;
                }
            case 12: {
                    if (wireType !== 2)
                        break;
                    message.groupName = reader.string();
                    continue;
                }
            case 13: {
                    if (wireType !== 2)
                        break;
                    message.groupAvatar = reader.string();
                    continue;
                }
            case 14: {
                    if (wireType !== 2)
                        break;
                    message.metadata = reader.string();
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

    return SessionItem;
})();

export const SessionsAnswer = $root.SessionsAnswer = (() => {

    const SessionsAnswer = function (properties) {
        this.sessions = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    SessionsAnswer.prototype.type = null;
    SessionsAnswer.prototype.header = null;
    SessionsAnswer.prototype.sessions = $util.emptyArray;
    SessionsAnswer.prototype.isLast = null;
    SessionsAnswer.prototype.finishedAt = null;

    SessionsAnswer.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(8).int32(message.type);
        if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
            $root.SyncHeader.encode(message.header, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.sessions != null && message.sessions.length)
            for (let i = 0; i < message.sessions.length; ++i)
                $root.SessionItem.encode(message.sessions[i], writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.isLast != null && $Object.hasOwnProperty.call(message, "isLast"))
            writer.uint32(32).bool(message.isLast);
        if (message.finishedAt != null && $Object.hasOwnProperty.call(message, "finishedAt"))
            writer.uint32(40).uint64(message.finishedAt);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    SessionsAnswer.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.SessionsAnswer();
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
                    message.header = $root.SyncHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if (!(message.sessions && message.sessions.length))
                        message.sessions = [];
                    message.sessions.push($root.SessionItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.isLast = reader.bool();
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.finishedAt = reader.uint64();
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

    return SessionsAnswer;
})();

export const RosterItem = $root.RosterItem = (() => {

    const RosterItem = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    RosterItem.prototype.contact = null;
    RosterItem.prototype.remark = null;
    RosterItem.prototype.metadata = null;
    RosterItem.prototype.createdAt = null;
    RosterItem.prototype.updatedAt = null;

    RosterItem.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.contact != null && $Object.hasOwnProperty.call(message, "contact"))
            writer.uint32(10).string(message.contact);
        if (message.remark != null && $Object.hasOwnProperty.call(message, "remark"))
            writer.uint32(18).string(message.remark);
        if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
            writer.uint32(26).string(message.metadata);
        if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt"))
            writer.uint32(32).uint64(message.createdAt);
        if (message.updatedAt != null && $Object.hasOwnProperty.call(message, "updatedAt"))
            writer.uint32(40).uint64(message.updatedAt);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    RosterItem.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.RosterItem();
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
                    message.contact = reader.string();
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.remark = reader.string();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.metadata = reader.string();
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.createdAt = reader.uint64();
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.updatedAt = reader.uint64();
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

    return RosterItem;
})();

export const RosterAnswer = $root.RosterAnswer = (() => {

    const RosterAnswer = function (properties) {
        this.contacts = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    RosterAnswer.prototype.type = null;
    RosterAnswer.prototype.header = null;
    RosterAnswer.prototype.contacts = $util.emptyArray;
    RosterAnswer.prototype.cursor = null;
    RosterAnswer.prototype.version = null;
    RosterAnswer.prototype.responseType = null;

    RosterAnswer.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(8).int32(message.type);
        if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
            $root.SyncHeader.encode(message.header, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.contacts != null && message.contacts.length)
            for (let i = 0; i < message.contacts.length; ++i)
                $root.RosterItem.encode(message.contacts[i], writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor"))
            writer.uint32(32).uint64(message.cursor);
        if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
            writer.uint32(42).string(message.version);
        if (message.responseType != null && $Object.hasOwnProperty.call(message, "responseType"))
            writer.uint32(48).int32(message.responseType);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    RosterAnswer.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.RosterAnswer();
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
                    message.header = $root.SyncHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if (!(message.contacts && message.contacts.length))
                        message.contacts = [];
                    message.contacts.push($root.RosterItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.cursor = reader.uint64();
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    message.version = reader.string();
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    message.responseType = reader.int32();
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

    return RosterAnswer;
})();

export const GroupItem = $root.GroupItem = (() => {

    const GroupItem = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    GroupItem.prototype.id = null;
    GroupItem.prototype.name = null;
    GroupItem.prototype.owner = null;
    GroupItem.prototype.memberCount = null;
    GroupItem.prototype.muteAll = null;
    GroupItem.prototype.disabled = null;
    GroupItem.prototype.description = null;
    GroupItem.prototype.avatar = null;
    GroupItem.prototype.role = null;
    GroupItem.prototype.mutedUntil = null;
    GroupItem.prototype.remindType = null;
    GroupItem.prototype.createdAt = null;
    GroupItem.prototype.updatedAt = null;
    GroupItem.prototype.joinedAt = null;

    GroupItem.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
            writer.uint32(10).string(message.id);
        if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
            writer.uint32(18).string(message.name);
        if (message.owner != null && $Object.hasOwnProperty.call(message, "owner"))
            writer.uint32(26).string(message.owner);
        if (message.memberCount != null && $Object.hasOwnProperty.call(message, "memberCount"))
            writer.uint32(32).uint64(message.memberCount);
        if (message.muteAll != null && $Object.hasOwnProperty.call(message, "muteAll"))
            writer.uint32(40).bool(message.muteAll);
        if (message.disabled != null && $Object.hasOwnProperty.call(message, "disabled"))
            writer.uint32(48).bool(message.disabled);
        if (message.description != null && $Object.hasOwnProperty.call(message, "description"))
            writer.uint32(58).string(message.description);
        if (message.avatar != null && $Object.hasOwnProperty.call(message, "avatar"))
            writer.uint32(66).string(message.avatar);
        if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
            writer.uint32(72).uint32(message.role);
        if (message.mutedUntil != null && $Object.hasOwnProperty.call(message, "mutedUntil"))
            writer.uint32(80).int64(message.mutedUntil);
        if (message.remindType != null && $Object.hasOwnProperty.call(message, "remindType"))
            writer.uint32(88).int32(message.remindType);
        if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt"))
            writer.uint32(96).uint64(message.createdAt);
        if (message.updatedAt != null && $Object.hasOwnProperty.call(message, "updatedAt"))
            writer.uint32(104).uint64(message.updatedAt);
        if (message.joinedAt != null && $Object.hasOwnProperty.call(message, "joinedAt"))
            writer.uint32(112).uint64(message.joinedAt);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    GroupItem.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.GroupItem();
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
                    message.id = reader.string();
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
                    message.owner = reader.string();
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.memberCount = reader.uint64();
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.muteAll = reader.bool();
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    message.disabled = reader.bool();
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    message.description = reader.string();
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    message.avatar = reader.string();
                    continue;
                }
            case 9: {
                    if (wireType !== 0)
                        break;
                    message.role = reader.uint32();
                    continue;
                }
            case 10: {
                    if (wireType !== 0)
                        break;
                    message.mutedUntil = reader.int64();
                    continue;
                }
            case 11: {
                    if (wireType !== 0)
                        break;
                    message.remindType = reader.int32();
                    continue;
                }
            case 12: {
                    if (wireType !== 0)
                        break;
                    message.createdAt = reader.uint64();
                    continue;
                }
            case 13: {
                    if (wireType !== 0)
                        break;
                    message.updatedAt = reader.uint64();
                    continue;
                }
            case 14: {
                    if (wireType !== 0)
                        break;
                    message.joinedAt = reader.uint64();
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

    return GroupItem;
})();

export const GroupsAnswer = $root.GroupsAnswer = (() => {

    const GroupsAnswer = function (properties) {
        this.groups = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    GroupsAnswer.prototype.type = null;
    GroupsAnswer.prototype.header = null;
    GroupsAnswer.prototype.groups = $util.emptyArray;
    GroupsAnswer.prototype.isLast = null;
    GroupsAnswer.prototype.finishedAt = null;
    GroupsAnswer.prototype.cursor = null;

    GroupsAnswer.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(8).int32(message.type);
        if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
            $root.SyncHeader.encode(message.header, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.groups != null && message.groups.length)
            for (let i = 0; i < message.groups.length; ++i)
                $root.GroupItem.encode(message.groups[i], writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.isLast != null && $Object.hasOwnProperty.call(message, "isLast"))
            writer.uint32(32).bool(message.isLast);
        if (message.finishedAt != null && $Object.hasOwnProperty.call(message, "finishedAt"))
            writer.uint32(40).uint64(message.finishedAt);
        if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor"))
            writer.uint32(50).string(message.cursor);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    GroupsAnswer.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.GroupsAnswer();
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
                    message.header = $root.SyncHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if (!(message.groups && message.groups.length))
                        message.groups = [];
                    message.groups.push($root.GroupItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    message.isLast = reader.bool();
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.finishedAt = reader.uint64();
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    message.cursor = reader.string();
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

    return GroupsAnswer;
})();

export const SyncError = $root.SyncError = (() => {

    const SyncError = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    SyncError.prototype.type = null;
    SyncError.prototype.header = null;
    SyncError.prototype.code = null;
    SyncError.prototype.message = null;

    SyncError.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(8).int32(message.type);
        if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
            $root.SyncHeader.encode(message.header, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
            writer.uint32(24).uint32(message.code);
        if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
            writer.uint32(34).string(message.message);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    SyncError.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.SyncError();
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
                    message.header = $root.SyncHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    message.code = reader.uint32();
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    message.message = reader.string();
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

    return SyncError;
})();

export const RosterError = $root.RosterError = (() => {

    const RosterError = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    RosterError.prototype.type = null;
    RosterError.prototype.code = null;
    RosterError.prototype.message = null;
    RosterError.prototype.header = null;

    RosterError.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            writer.uint32(8).int32(message.type);
        if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
            writer.uint32(18).string(message.code);
        if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
            writer.uint32(26).string(message.message);
        if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
            $root.SyncHeader.encode(message.header, writer.uint32(34).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    RosterError.decode = function (reader, length, _end, _depth, _target) {
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
        message = _target || new $root.RosterError();
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
                    message.code = reader.string();
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.message = reader.string();
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    message.header = $root.SyncHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
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

    return RosterError;
})();
